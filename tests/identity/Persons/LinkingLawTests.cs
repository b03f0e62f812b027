using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Events;

namespace TrustCenter.Identities.Tests;

/// <summary>Random lives of five people: whatever was merged and split and undone in the order of a stack, everybody is
/// as before; and at no time does an identity belong to two people or to nobody.</summary>
public sealed class LinkingLawTests
{
    [Fact]
    public void Undoing_everything_in_turn_restores_every_life_exactly() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(40).ToArbitrary(), choices =>
        {
            var world = new World();
            foreach (var choice in choices) world.Do(choice);
            world.DemandOnePersonEach();
            world.UndoAll();
            return world.IsAsBefore();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    sealed class World
    {
        readonly Dictionary<Guid, Person> _people = [];
        readonly Stack<(Guid One, Guid Other, Guid Operation, string Before)> _done = new();
        byte _next = 100;

        public World()
        {
            for (byte person = 1; person <= 5; person++)
            {
                var life = Person.Evolve(Person.Initial, new PersonRegistered(Key(person), "MII", NextKey(), "kis"));
                for (var i = 0; i < person % 3; i++)
                {
                    life = Person.Evolve(life, new IdentityAdded(
                        Key(person), NextKey(), "lab", new("match", 11, 1), i % 2 == 0));
                }

                _people[Key(person)] = life;
            }
        }

        public void Do(int choice)
        {
            var people = _people.Keys.Order().ToArray();
            var (one, other) = (people[choice % people.Length], people[choice / 7 % people.Length]);
            var (before, operation) = (Snapshot(), NextKey());
            switch (choice % 3)
            {
                case 0:
                    Apply(one, other, PersonLinking.DecideMerge(one, _people[one], other, _people[other], operation),
                        operation, before);
                    break;
                case 1:
                    var leaving = _people[one].Identities.Keys.Where((_, i) => (choice >> i & 1) == 1).ToArray();
                    var newcomer = NextKey();
                    var split = PersonLinking.DecideSplit(one, _people[one], newcomer, leaving, operation);
                    if (split.Rejection is null) _people[newcomer] = Person.Initial;
                    Apply(one, newcomer, split, operation, before);
                    break;
                default:
                    if (_done.Count > 0) Undo();
                    break;
            }
        }

        public void UndoAll()
        {
            while (_done.Count > 0) Undo();
        }

        public bool IsAsBefore()
        {
            var fresh = new World();
            return fresh._people.All(person => PersonLinkingTests.Text(person.Value)
                == PersonLinkingTests.Text(_people[person.Key]));
        }

        public void DemandOnePersonEach()
        {
            var held = _people.Values.Where(person => person.IsLiving).SelectMany(person => person.Identities.Keys);
            Assert.Equal(new World()._people.Values.SelectMany(person => person.Identities.Keys).Order(), held.Order());
            Assert.All(_people.Values.Where(person => person.IsLiving),
                person => Assert.True(person.Identities[person.Reference].Active));
        }

        void Undo()
        {
            var (one, other, operation, before) = _done.Pop();
            var undo = PersonLinking.DecideUndo(one, _people[one], other, _people[other], operation);
            Assert.Null(undo.Rejection);
            Evolve(one, undo.One);
            Evolve(other, undo.Other);
            if (_people[other].Identities.IsEmpty) _people.Remove(other); // began with the split
            Assert.Equal(before, Snapshot());
            DemandOnePersonEach();
        }

        void Apply(Guid one, Guid other, TwoLives lives, Guid operation, string before)
        {
            if (lives.Rejection is not null) return;
            Evolve(one, lives.One);
            Evolve(other, lives.Other);
            _done.Push((one, other, operation, before));
            DemandOnePersonEach();
        }

        void Evolve(Guid person, Decision decision) =>
            _people[person] = decision.Events.Aggregate(_people[person], Person.Evolve);

        string Snapshot() => string.Join('\n', _people.OrderBy(person => person.Key)
            .Select(person => $"{person.Key} {PersonLinkingTests.Text(person.Value)}"));

        Guid NextKey() => Key(_next++);

        static Guid Key(byte number) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number);
    }
}
