using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrustCenter.Consents;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Pseudonyms;

namespace TrustCenter.Deploy.Tests;

public sealed partial class OptionsTableTests
{
    static readonly string Document = Checkout.File("docs", "operations.md");

    [Fact]
    public void The_table_of_settings_is_what_the_options_classes_say()
    {
        var text = File.ReadAllText(Document);
        var from = text.IndexOf(OptionsTable.Begin, StringComparison.Ordinal);
        var to = text.IndexOf(OptionsTable.End, StringComparison.Ordinal) + OptionsTable.End.Length;
        Assert.True(from > 0 && to > from, "docs/operations.md has no place for the table.");
        if (Environment.GetEnvironmentVariable("TRUSTCENTER_WRITE_SETTINGS") == "1")
        {
            File.WriteAllText(Document, text[..from] + OptionsTable.Write() + text[to..]);
            return;
        }

        Assert.True(text[from..to] == OptionsTable.Write(),
            "docs/operations.md lags behind the options classes; TRUSTCENTER_WRITE_SETTINGS=1 ./test deploy writes "
            + "it.");
    }

    [Fact]
    public void Every_class_that_configuration_is_bound_to_is_in_the_table()
    {
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddTrustCenterHosting(configuration);
        services.AddConsents(configuration).AddPseudonyms(configuration).AddIdentities(configuration);
        var bound = services.Select(service => service.ServiceType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
            .Select(type => type.GetGenericArguments()[0])
            .Where(type => type.Namespace!.StartsWith("TrustCenter", StringComparison.Ordinal)).ToHashSet();

        Assert.Superset(new HashSet<Type> { typeof(AuthOptions), typeof(ConsentsOptions) }, bound);
        Assert.Empty(bound.Except(OptionsTable.Classes.Select(found => found.Type)));
    }

    [Fact]
    public void Every_setting_has_a_meaning_in_one_line() => Assert.All(OptionsTable.Settings, setting =>
    {
        Assert.True(setting.Meaning.Length > 8 && setting.Meaning.EndsWith('.'), $"{setting.Name}: {setting.Meaning}");
        Assert.DoesNotContain('\n', setting.Meaning);
    });

    [Fact]
    public void A_setting_can_be_given_by_the_variable_that_the_table_names()
    {
        Environment.SetEnvironmentVariable("Limits__Burst", "4711");
        try
        {
            Assert.Contains(OptionsTable.Settings, setting => setting.Variable == "Limits__Burst");
            var read = new ConfigurationBuilder().AddEnvironmentVariables().Build()
                .GetSection(LimitOptions.Section).Get<LimitOptions>();
            Assert.Equal(4711, read!.Burst);
        }
        finally
        {
            Environment.SetEnvironmentVariable("Limits__Burst", null);
        }
    }

    [Fact]
    public void Every_variable_that_the_programs_read_is_named()
    {
        var text = File.ReadAllText(Document) + File.ReadAllText(Checkout.File("README.md"));
        var read = Directory.EnumerateFiles(Checkout.File("services"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct().ToArray();

        Assert.Contains("TRUSTCENTER_SECRETS", read);
        Assert.DoesNotContain(read, name => !text.Contains(name, StringComparison.Ordinal));
    }

    [GeneratedRegex("\"((?:TRUSTCENTER|OTEL|CREDENTIALS|ASPNETCORE)_[A-Z_]+)\"")]
    private static partial Regex Variable();
}
