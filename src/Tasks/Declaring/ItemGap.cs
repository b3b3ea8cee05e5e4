using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Something that is wrong with the declaration of a test, and the item that it is about, where it is about one.</summary>
internal sealed record ItemGap(PlanGap Gap, Item? Item);
