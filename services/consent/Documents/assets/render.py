"""Sets HTML from standard input as tagged PDF (PDF/UA-1) on standard output.

Nothing is fetched: an address that is not a data URI is an error. WeasyPrint before 66 draws images without their
alternative text, tags what stands in page margins as content, nests marked sequences, which PDF/UA forbids, and gives
letters written from right to left the meaning of their neighbours, so that names can't be searched or read aloud. That
is put right here. Exit 3: WeasyPrint is not installed; 1: it could not set the document.
"""
import sys


def only_data(url, *_, **__):
    if not url.startswith('data:'):
        raise ValueError('only data URIs may be used in a document')
    return default_url_fetcher(url)


def put_right(stream_class, margin_box, draw):
    """Figures, artifacts and flat marked sequences. Returns texts of figures and scopes of header cells as drawn."""
    begin, end, tag_of = stream_class.begin_marked_content, stream_class.end_marked_content, \
        stream_class.get_marked_content_tag
    plain = stream_class.__mro__[1]
    alternatives, scopes, seen = [], [], set()

    def open_one(stream, box, tag):
        element = getattr(box, 'element', None)
        decoration = isinstance(box, margin_box) or element is None or element.tag in ('html', 'body')
        if stream.in_margin or decoration:
            plain.begin_marked_content(stream, 'Artifact')
            return
        if element.tag == 'th' and (stream, element) not in seen:
            seen.add((stream, element))
            scopes.append('/Row' if element.get('scope') == 'row' else '/Column')
        begin(stream, box, mcid=True, tag=tag)

    def begin_marked_content(stream, box, mcid=False, tag=None):
        if not stream._mark or not mcid:
            return begin(stream, box, mcid, tag)
        if not hasattr(stream, 'open_marks'):
            stream.open_marks, stream.in_margin = [], 0
        if stream.open_marks:
            end(stream)
        stream.in_margin += isinstance(box, margin_box)
        stream.open_marks.append((box, tag))
        open_one(stream, box, tag)

    def end_marked_content(stream):
        if not stream._mark:
            return
        end(stream)
        box, _ = stream.open_marks.pop()
        stream.in_margin -= isinstance(box, margin_box)
        if stream.open_marks:
            open_one(stream, *stream.open_marks[-1])

    def get_marked_content_tag(stream, element_tag):
        return {'img': 'Figure', 'header': 'Div'}.get(element_tag) or tag_of(stream, element_tag)

    def draw_replacedbox(stream, box):
        if box.element is None or box.element.tag != 'img':
            return draw_image(stream, box)
        alternatives.append(box.element.get('alt') or '')
        stream.begin_marked_content(box, mcid=True)
        draw_image(stream, box)
        stream.end_marked_content()

    draw_image, draw.draw_replacedbox = draw.draw_replacedbox, draw_replacedbox
    stream_class.begin_marked_content = begin_marked_content
    stream_class.end_marked_content = end_marked_content
    stream_class.get_marked_content_tag = get_marked_content_tag
    return alternatives, scopes


def meaning_of_letters(draw):
    """What each glyph of a run from right to left stands for: its own cluster of the text."""
    def draw_first_line(stream, textbox, *rest, **more):
        line, _ = textbox.pango_layout.get_first_line()
        text = textbox.pango_layout.text.encode()
        run = line.runs[0] if line.runs != draw.ffi.NULL else draw.ffi.NULL
        while run != draw.ffi.NULL:
            item, glyphs, run = run.data.item, run.data.glyphs, run.next
            if not item.analysis.level % 2:
                continue
            font = stream.add_font(item.analysis.font)
            starts = [glyphs.log_clusters[i] for i in range(glyphs.num_glyphs)]
            ends = sorted({*starts, item.length})
            for i, start in enumerate(starts):
                end = ends[ends.index(start) + 1] if starts.index(start) == i else start
                font.cmap.setdefault(
                    glyphs.glyphs[i].glyph, text[item.offset + start:item.offset + end].decode())
        return draw_line(stream, textbox, *rest, **more)

    draw_line, draw.draw_first_line = draw.draw_first_line, draw_first_line


def finish(pdf, alternatives, scopes):
    """Says what a figure shows and whether a header cell heads its row or its column; both in the order drawn."""
    import pydyf
    texts, heads = iter(alternatives), iter(scopes)
    for item in pdf.objects:
        kind = item.get('S') if isinstance(item, pydyf.Dictionary) and item.get('Type') == '/StructElem' else None
        if kind == '/Figure':
            item['Alt'] = pydyf.String(next(texts))
        elif kind == '/TH':
            item['A'] = pydyf.Dictionary({'O': '/Table', 'Scope': next(heads)})


def main():
    html = HTML(string=sys.stdin.buffer.read().decode('utf-8'), url_fetcher=only_data)
    if int(weasyprint.__version__.split('.')[0]) >= 66:
        pdf = html.write_pdf(pdf_variant='pdf/ua-1')
    else:
        from weasyprint import draw
        from weasyprint.formatting_structure.boxes import MarginBox
        from weasyprint.pdf.stream import Stream
        meaning_of_letters(draw)
        drawn = put_right(Stream, MarginBox, draw)
        variant = 'variant' if int(weasyprint.__version__.split('.')[0]) < 59 else 'pdf_variant'
        pdf = html.write_pdf(finisher=lambda _, made: finish(made, *drawn), **{variant: 'pdf/ua-1'})
    sys.stdout.buffer.write(pdf)


try:
    import weasyprint
    from weasyprint import HTML, default_url_fetcher
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)
main()
