using Microsoft.AspNetCore.OpenApi;

namespace TrustCenter.Hosting;

/// <summary>A service's OpenAPI document: the same whichever process serves it.</summary>
public static class OpenApiDocuments
{
    /// <summary>Takes the routes of one service, without tags, which would name the process.</summary>
    /// <param name="api">The document's options.</param>
    /// <param name="prefix">What its routes begin with, without a slash before: <c>api/consent</c>.</param>
    /// <param name="title">The document's title.</param>
    public static void Describe(this OpenApiOptions api, string prefix, string title)
    {
        api.ShouldInclude = route => route.RelativePath?.StartsWith(prefix, StringComparison.Ordinal) == true;
        api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = title, Version = "1" };
            document.Tags = null;
            foreach (var operation in document.Paths.Values
                .SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
                operation.Tags?.Clear();

            return Task.CompletedTask;
        });
    }
}
