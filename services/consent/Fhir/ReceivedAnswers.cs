using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The boxes of a QuestionnaireResponse. What is not understood is refused with its place. Pure.</summary>
public static class ReceivedAnswers
{
    public static Rejection? TryRead(
        FhirResource response, TemplateDefinition template, Dictionary<string, string> places,
        out Dictionary<string, string> answers)
    {
        answers = new(StringComparer.Ordinal);
        if (response.Text("status") is not ("completed" or "amended"))
        {
            return Rejection.Unprocessable("response-not-completed", "Only a completed form can be recorded.",
                Places.Resource("questionnaireResponse", "status"));
        }

        var index = 0;
        foreach (var item in response.All("item"))
        {
            var place = Places.Resource("questionnaireResponse", $"item[{index++}]");
            if (ReadItem(item, template, place, out var module, out var answer) is { } fault) return fault;
            if (answer is null) continue;
            places[$"answers.{module}"] = place;
            if (!answers.TryAdd(module, AnswerNames.Of(answer.Value)))
                return Rejection.Invalid("item-twice", "A module is answered twice.", $"{place}.linkId");
        }

        return null;
    }

    static Rejection? ReadItem(
        FhirElement item, TemplateDefinition template, string place, out string module, out ModuleAnswer? answer)
    {
        (module, answer) = ("", null);
        if (item.Text("linkId") is not { } linkId || linkId.LastIndexOf('|') is var bar && bar <= 0)
        {
            return Rejection.Invalid("link-id-malformed", "A linkId is a module's name, a bar and its version.",
                $"{place}.linkId");
        }

        var (name, version) = (linkId[..bar], linkId[(bar + 1)..]);
        module = name;
        if (!template.Modules.Any(known => known.Name == name && known.Version == version))
        {
            return Rejection.Unprocessable("module-unknown", "The form has no such module in this version.",
                $"{place}.linkId");
        }

        if (item["item"] is not null)
            return Rejection.Unprocessable("item-nested", "Items inside items are not understood.", $"{place}.item");
        var answers = item.All("answer").ToArray();
        if (answers.Length == 0) return null;
        if (answers.Length > 1)
            return Rejection.Unprocessable("answer-twice", "A module has one answer.", $"{place}.answer[1]");
        if (answers[0]["item"] is not null)
        {
            return Rejection.Unprocessable("item-nested", "Items inside items are not understood.",
                $"{place}.answer[0].item");
        }

        if (Coding.Read(answers[0]["valueCoding"]) is { } coding && GatewayNames.TryReadAnswer(coding, out var read))
        {
            answer = read;
            return null;
        }

        return Rejection.Unprocessable("answer-unknown",
            $"An answer is a Coding of {GatewayNames.MiiAnswers} or {GatewayNames.ConsentStatus}.",
            $"{place}.answer[0].value");
    }
}
