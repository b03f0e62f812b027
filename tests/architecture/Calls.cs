using System.Reflection;
using System.Reflection.Emit;

namespace TrustCenter.Architecture.Tests;

/// <summary>Walks the instructions of a method and of everything of the same assembly that it calls.</summary>
static class Calls
{
    public const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short,
        OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    static readonly string[] ForbiddenTypes =
    [
        "System.TimeProvider", "System.Random", "System.Security.Cryptography.RandomNumberGenerator",
        "System.Threading.Thread", "System.Diagnostics.Stopwatch", "System.Environment",
    ];

    static readonly string[] ForbiddenNamespaces =
        ["System.IO", "System.Net", "Microsoft.Extensions", "Microsoft.AspNetCore"];

    static readonly string[] ForbiddenMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid",
        "System.Guid.CreateVersion7", "System.TimeZoneInfo.get_Local", "Npgsql.NpgsqlBatch.Execute",
    ];

    public static IEnumerable<string> Forbidden(MethodBase start, Assembly own)
    {
        var seen = new HashSet<MethodBase>();
        var open = new Stack<MethodBase>([start]);
        while (open.TryPop(out var method))
        {
            if (!seen.Add(method)) continue;
            foreach (var called in Called(method))
            {
                if (IsForbidden(called)) yield return $"{Name(start)} reaches {Name(called)} in {Name(method)}";
                if (called.DeclaringType?.Assembly != own) continue;
                open.Push(called);
                foreach (var nested in Bodies(called)) open.Push(nested);
            }
        }
    }

    static bool IsForbidden(MethodBase called)
    {
        var type = called.DeclaringType?.FullName ?? "";
        if (called.Name == "get_CurrentManagedThreadId") return false; // every iterator asks for it
        return ForbiddenTypes.Contains(type)
            || ForbiddenNamespaces.Any(space => type.StartsWith(space + ".", StringComparison.Ordinal))
            || ForbiddenMembers.Any(member => $"{type}.{called.Name}" == member);
    }

    /// <summary>An iterator or async method is a constructor call here; its body is in the generated type's
    /// methods.</summary>
    static MethodInfo[] Bodies(MethodBase constructor) =>
        constructor is ConstructorInfo && constructor.DeclaringType!.Name.StartsWith('<')
            ? constructor.DeclaringType.GetMethods(Everything)
            : [];

    static IEnumerable<MethodBase> Called(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var type = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE) value = unchecked((short)(0xFE00 | code[at++]));
            var operation = OpCodesByValue[value];
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineTok
                && Resolve(method.Module, BitConverter.ToInt32(code, at), type,
                    arguments) is { } called) yield return called;
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    static MethodBase? Resolve(Module module, int token, Type[]? type, Type[]? arguments)
    {
        try
        {
            return module.ResolveMember(token, type, arguments) as MethodBase;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static string Name(MethodBase method) => $"{method.DeclaringType?.FullName}.{method.Name}";
}
