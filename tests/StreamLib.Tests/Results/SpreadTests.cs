using StreamLib.Results;

namespace StreamLibTests.Results;

public class SpreadTests
{
    [Fact]
    public void Of_an_even_number_of_values()
    {
        var spread = Spread.Of([4, 2, 8, 6])!;

        spread.ShouldBe(new Spread { Count = 4, Min = 2, Median = 5, Mean = 5, Max = 8, Deviation = spread.Deviation, RelativePercent = spread.RelativePercent });
        // Squares of 3, 1, 1, 3 are 20; by 3 that is 6.6667, whose root is 2.58199; of 5 that is 51.6398 %.
        spread.Deviation.ShouldBe(2.58199, 0.00001);
        spread.RelativePercent!.Value.ShouldBe(51.6398, 0.0001);
    }

    [Fact]
    public void Of_an_odd_number_of_values_among_which_some_are_none() =>
        Spread.Of([double.NaN, 3, -1, double.PositiveInfinity, 1])!.ShouldBe(new Spread { Count = 3, Min = -1, Median = 1, Mean = 1, Max = 3, Deviation = 2, RelativePercent = 200 });

    [Fact]
    public void Of_one_value_and_of_zeros()
    {
        Spread.Of([7]).ShouldBe(new Spread { Count = 1, Min = 7, Median = 7, Mean = 7, Max = 7, Deviation = 0, RelativePercent = 0 });
        Spread.Of([0, 0]).ShouldBe(new Spread { Count = 2, Min = 0, Median = 0, Mean = 0, Max = 0, Deviation = 0, RelativePercent = null });
        Spread.Of([double.MaxValue, double.MaxValue])!.Mean.ShouldBe(double.MaxValue);
        Spread.Of([double.NaN]).ShouldBeNull();
    }
}
