// Builds the snapshot of a profile from R4's own and a list of rules, in the form @medplum/core's validator understands:
// a recursive element (contentReference) is written out one level, or the rules of the outer one would hold for it.
const parentOf = (path) => path.slice(0, path.lastIndexOf('.'));

export function snapshot(structures, profile) {
  const base = structures.get(profile.type);
  let elements = structuredClone(base.snapshot.element);

  const at = (id) => elements.findIndex((e) => e.id === id);
  const under = (id) => elements.filter((e) => e.id.startsWith(`${id}.`));
  const after = (id) => at(id) + under(id).length + 1;

  function expand(id) {
    if (at(id) < 0) {
      if (at(parentOf(id)) < 0 || !under(parentOf(id)).length) expand(parentOf(id));
      if (at(id) < 0) throw new Error(`no element ${id}`);
    }
    if (under(id).length) return;
    const element = elements[at(id)];
    const from = element.contentReference?.slice(1) ?? element.type[0].code;
    const source = element.contentReference ? base : structures.get(from);
    const copies = source.snapshot.element
      .filter((e) => e.path.startsWith(`${from}.`) && !e.path.slice(from.length + 1).includes('.'))
      .map((e) => ({ ...structuredClone(e), id: id + e.path.slice(from.length), path: element.path + e.path.slice(from.length) }));
    if (element.contentReference) {
      delete element.contentReference;
      element.type = [{ code: 'BackboneElement' }];
    }
    elements.splice(at(id) + 1, 0, ...copies);
  }

  for (const [id, rule] of profile.rules) {
    const slice = id.split('.').pop().includes(':');
    if (slice) {
      const plain = id.slice(0, id.lastIndexOf(':'));
      const last = elements.filter((e) => e.id === plain || e.id.startsWith(`${plain}:`) || e.id.startsWith(`${plain}.`)).pop();
      const copy = { ...structuredClone(elements[at(plain)]), ...rule, id, sliceName: id.slice(id.lastIndexOf(':') + 1) };
      delete copy.slicing;
      elements.splice(elements.indexOf(last) + 1, 0, copy);
      continue;
    }
    if (at(id) < 0) expand(parentOf(id));
    if (at(id) < 0) throw new Error(`the rule's element ${id} isn't in the base`);
    Object.assign(elements[at(id)], rule);
  }

  return {
    resourceType: 'StructureDefinition', url: profile.url, name: 'Profile', status: 'active', kind: 'resource',
    abstract: false, type: profile.type, derivation: 'constraint', baseDefinition: base.url,
    snapshot: { element: elements },
  };
}
