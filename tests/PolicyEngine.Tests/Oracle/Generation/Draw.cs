namespace PolicyEngine.Tests.Oracle;

/// <summary>Draws by weights and chances, so that generators read like the thing they make.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    public int Below(int limit) => _random.Next(limit);

    public int Between(int low, int high) => _random.Next(low, high + 1);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public T One<T>(params IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    /// <summary>One to three of the values, in any order.</summary>
    public IReadOnlyList<T> Some<T>(params IReadOnlyList<T> values) =>
        [
            .. values
                .OrderBy(_ => _random.Next())
                .Take(
                    _random.Next(4) switch
                    {
                        0 => 2,
                        1 => 3,
                        _ => 1,
                    }
                ),
        ];

    public T? Maybe<T>(int percent, Func<T> draw)
        where T : class => Chance(percent) ? draw() : null;

    public T? MaybeValue<T>(int percent, Func<T> draw)
        where T : struct => Chance(percent) ? draw() : null;

    public IReadOnlyList<T> Shuffle<T>(IEnumerable<T> values) => [.. values.OrderBy(_ => _random.Next())];
}
