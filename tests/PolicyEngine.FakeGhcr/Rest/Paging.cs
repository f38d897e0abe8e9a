using System.Text.Json.Nodes;

namespace PolicyEngine.Fakes;

/// <summary>Pages by <c>per_page</c> and <c>page</c>, with the Link header of RFC 8288.</summary>
internal static class Paging
{
    public static Answer Page<T>(Call call, Scenario scenario, IReadOnlyList<T> items, Func<T, JsonObject> render)
    {
        var size = Math.Clamp(call.QueryNumber("per_page", 30), 1, scenario.MaxPageSize);
        var page = Math.Max(1, call.QueryNumber("page", 1));
        var last = Math.Max(1, (items.Count + size - 1) / size);
        var array = new JsonArray();
        for (var i = (page - 1) * size; i < Math.Min(items.Count, page * size); i++)
        {
            array.Add(render(items[i]));
        }

        var answer = Answer.Json(200, array) with { Page = array };
        var links = new List<string>();
        if (page > 1)
        {
            links.Add(Link(call, Math.Min(page - 1, last), size, "prev"));
        }

        if (page < last)
        {
            links.Add(Link(call, page + 1, size, "next"));
            links.Add(Link(call, last, size, "last"));
        }

        if (page > 1)
        {
            links.Add(Link(call, 1, size, "first"));
        }

        links.RemoveAll(link => !scenario.Links.Any(rel => link.EndsWith($"rel=\"{rel}\"", StringComparison.Ordinal)));
        if (links.Count > 0)
        {
            answer.Headers["link"] = string.Join(", ", links);
        }

        return answer;
    }

    private static string Link(Call call, int page, int size, string rel)
    {
        var others = call
            .Context.Request.Query.Where(q => q.Key is not ("page" or "per_page"))
            .Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}");
        var query = string.Join('&', others.Append($"per_page={size}").Append($"page={page}"));
        return $"<{call.BaseUrl}{call.Target.Split('?')[0]}?{query}>; rel=\"{rel}\"";
    }
}
