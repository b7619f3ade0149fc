using System.Text.RegularExpressions;
using OrleansChat.Storage.Schema;

namespace OrleansChat.Storage.Tests.Schema;

/// <summary>The scripts of the two databases say the same: stores have one SQL for both.</summary>
public sealed partial class SchemaScriptsTests
{
    [Theory]
    [InlineData("messenger")]
    public void Both_databases_get_the_same_tables_columns_and_indexes(string script)
    {
        var sqlite = Facts(StorageProvider.Sqlite, script);

        Assert.NotEmpty(sqlite);
        Assert.Equal(Facts(StorageProvider.Postgres, script), sqlite);
    }

    /// <summary>The statements without what the databases spell differently: types, collations, and where rows lie.</summary>
    private static string[] Facts(StorageProvider provider, string script)
    {
        var sql = SchemaScripts.For(provider).Single(candidate => candidate.Name.EndsWith($"-{script}.sql", StringComparison.Ordinal)).Sql;
        return [.. Differing().Replace(Comment().Replace(sql, ""), "").Split(';').Select(statement => Spaces().Replace(statement, " ").Trim())];
    }

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex("""\b(uuid|bigint|smallint|text|BLOB|INTEGER|TEXT)\b| COLLATE "C"| WITHOUT ROWID""")]
    private static partial Regex Differing();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
