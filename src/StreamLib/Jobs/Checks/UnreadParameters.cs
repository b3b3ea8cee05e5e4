using System.Collections.Immutable;
using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Finds parameters that nothing in a plan reads: most are slips of the pen, as <c>secnods=60</c>.</summary>
/// <remarks>Commands and scripts are searched for <c>PARAM_NAME</c>. Where a class, or a program that is not known, may read any variable
/// of its environment, only a parameter that looks like
/// another one is named.</remarks>
internal static partial class UnreadParameters
{
    /// <summary>The parameters that are likely not read, one gap each.</summary>
    /// <param name="plan">The plan, before its variants are made.</param>
    /// <param name="options">What is given for the run.</param>
    public static ImmutableArray<PlanGap> Of(Plan plan, JobOptions options)
    {
        string[] given = [.. options.Parameters.Keys.Concat(options.Secrets.Keys)];
        var steps = plan.Streams.SelectMany(stream => stream.Steps).ToArray();
        string[] declared =
        [
            .. plan.Parameters.Keys, .. plan.Streams.SelectMany(stream => stream.Parameters.Keys),
                .. steps.SelectMany(step => step.Parameters.Keys),
        ];
        if (given.Length + declared.Length == 0) return [];

        var texts = new StepTexts(plan);
        var varied = plan.Matrix.Dimensions.Select(dimension => dimension.Name).ToArray();
        string[] known = [.. declared, .. varied, .. texts.Read.Select(name => name.ToLowerInvariant())];
        return
        [
            .. from name in given.Concat(declared).Distinct(StringComparer.Ordinal)
               where !varied.Contains(name, StringComparer.Ordinal) && !texts.Reads(VariableName.Of(name))
               let meant = Meant(name, known.Except(given.Append(name), StringComparer.OrdinalIgnoreCase), texts)
               where meant is not null || !texts.MayReadAny
               select new PlanGap("SL1132", Text(plan, name, meant, texts)) { Test = plan.Name },
        ];
    }

    private static string? Meant(string name, IEnumerable<string> known, StepTexts texts) =>
        texts.Mentioned.FirstOrDefault(read => Same(read, VariableName.Of(name))) is { } otherwise ? $"$PARAM_{otherwise}"
        : Spelling.Meant(name, known.ToArray());

    private static string Text(Plan plan, string name, string? meant, StepTexts texts) =>
        $"Nothing in {plan.Name} reads the parameter {name} ($PARAM_{VariableName.Of(name)})."
        + (meant is null ? texts.Read.Count > 0 ? $" Its commands read {string.Join(", ", texts.Read.Select(read => $"$PARAM_{read}"))}."
            : " Its commands read none."
            : meant.StartsWith('$') ? $" A command reads {meant}, which is not set: the name of the variable is in upper case."
            : $" Did you mean {meant}?");

    private static bool Same(string read, string variable) =>
        read != variable && string.Equals(read, variable, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the commands and scripts of a plan say.</summary>
    private sealed partial class StepTexts
    {
        private const int LongestScript = 1_000_000;

        public StepTexts(Plan plan)
        {
            foreach (var stream in plan.Streams)
            {
                // The code of a test chooses what runs in such a stream.
                MayReadAny |= stream.Steps.IsEmpty;
                foreach (var step in stream.Steps) Add(step);
            }

            foreach (var line in plan.OnFailure.Concat(plan.Streams.SelectMany(stream => stream.OnFailure))) Add(line);
            Read = [.. Mentioned.Where(name => !name.Any(char.IsAsciiLetterLower))];
        }

        /// <summary>The names after PARAM_, as they are written.</summary>
        public SortedSet<string> Mentioned { get; } = new(StringComparer.Ordinal);

        /// <summary>Those that can be the variable of a parameter.</summary>
        public IReadOnlyCollection<string> Read { get; }

        /// <summary>Whether something runs that may read any of them.</summary>
        public bool MayReadAny { get; private set; }

        public bool Reads(string variable) => Mentioned.Contains(variable);

        private void Add(Step step)
        {
            switch (step.Action)
            {
                case StepAction.Command command: Add(command.Line); break;
                case StepAction.Script script: Add(TextOf(script.Path)); Add($": {script.Arguments}"); break;
                case StepAction.TestClass: MayReadAny = true; break;
            }

            Add(step.Cleanup ?? "");
            Mention($"{step.Ready}");
        }

        private void Add(string text)
        {
            Mention(text);
            MayReadAny |= PlainCommands.RunsOther(text);
        }

        private void Mention(string text)
        {
            foreach (Match name in Name().Matches(text)) Mentioned.Add(name.Groups[1].Value);
            MayReadAny |= Any().IsMatch(text);
        }

        private string TextOf(string script)
        {
            try
            {
                if (new FileInfo(script) is { Exists: true, Length: <= LongestScript }) return File.ReadAllText(script);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }

            MayReadAny = true;
            return "";
        }

        [GeneratedRegex("PARAM_([A-Za-z0-9_]+)")]
        private static partial Regex Name();

        // All of them at once, or one whose name is made while it runs.
        [GeneratedRegex(@"STREAMLIB_PARAMS|\bPARAM(?![A-Za-z0-9_])|PARAM_(?![A-Za-z0-9_])|\b(?:env|printenv|eval|export)\b")]
        private static partial Regex Any();
    }
}
