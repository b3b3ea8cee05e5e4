using StreamLib.Events;

namespace StreamLibTests.Results;

public class TokensTests
{
    private const string One = "0123456789abcdef0123456789abcdef";
    private const string Two = "ffffffffffffffffffffffffffffffff";

    [Theory]
    [InlineData("", "")]
    [InlineData("nothing here", "nothing here")]
    [InlineData(One, "***")]
    [InlineData($"token={One}.", "token=***.")]
    [InlineData($"{One}{Two}", "******")]
    [InlineData($"abc{One}def {Two}", "abc***def ***")]
    [InlineData($"abc {Two}f0", "abc ***f0")]
    [InlineData("0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdee", "0123456789abcdef0123456789abcdee")]
    public void They_are_hidden_wherever_they_stand(string text, string shown)
    {
        var tokens = new Tokens();
        tokens.Hide(text).ShouldBe(text);
        tokens.Add(One).ShouldBeTrue();
        tokens.Add(Two).ShouldBeTrue();
        tokens.Hide(text).ShouldBe(shown);
    }

    [Theory]
    [InlineData("letmein")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public void Of_another_form_they_are_secrets_like_others(string token)
    {
        new Tokens().Add(token).ShouldBeFalse();
        var mask = new Mask();
        mask.AddToken(token);
        mask.Of($"it is {token}!").ShouldBe("it is ***!");
    }
}
