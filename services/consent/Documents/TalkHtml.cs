using System.Globalization;
using System.Text;

namespace TrustCenter.Consents;

/// <summary>The talks that led to a document: who explained, when, how long, and what was asked.</summary>
static class TalkHtml
{
    public static void Append(StringBuilder html, ConsentDocument document, DocumentWords words)
    {
        if (document.Talks.IsDefaultOrEmpty) return;
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{words.Talk}</h2>\n<ul>\n");
        foreach (var (by, heldAt, minutes, way, questions) in document.Talks)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<li><bdi>{ConsentHtml.Text(by)}</bdi>, {words.Moment(heldAt)}, {minutes} {words.Minutes}, ")
                .Append(ConsentHtml.Text(words.TalkWay(way)));
            if (!questions.IsDefaultOrEmpty)
            {
                html.Append(CultureInfo.InvariantCulture, $"<br>{words.Asked}\n<ul>\n");
                foreach (var question in questions)
                    html.Append(CultureInfo.InvariantCulture, $"<li><bdi>{ConsentHtml.Text(question)}</bdi></li>\n");
                html.Append("</ul>");
            }

            html.Append("</li>\n");
        }

        html.Append("</ul>\n</section>\n");
    }
}
