namespace PolicyEngine.Importing.Drafting;

/// <summary>A file is not what an importer reads. The message is one sentence; parts of it are the file's.</summary>
internal sealed class ImportException(string message) : Exception(message);
