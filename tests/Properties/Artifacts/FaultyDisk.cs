namespace GmmVae.Tests.Properties;

/// <summary>
/// A disk that counts what is asked of it and fails at one operation, or from there on. A write that fails has written its first
/// half. Nothing is brought to the disk, which takes most of the time.
/// </summary>
internal sealed class FaultyDisk(int failAt = int.MaxValue, bool fromThereOn = false) : FileOperations
{
    public const string Fault = "No space left on device";

    private readonly List<string> operations = [];
    private readonly Dictionary<string, MemoryStream> written = new(StringComparer.Ordinal);

    /// <summary>What was asked, the one that failed included: a word and a file's name.</summary>
    public IReadOnlyList<string> Operations => operations;

    /// <summary>The contents of each file that has last been given its name.</summary>
    public Dictionary<string, byte[]> Moved { get; } = new(StringComparer.Ordinal);

    public override FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize)
    {
        Count("open", path);
        if (mode == FileMode.CreateNew)
            written[path] = new MemoryStream();
        return new Writing(this, path, mode, access, share, bufferSize);
    }

    public override void Move(string from, string to)
    {
        Count("move", to);
        base.Move(from, to);
        Moved[Path.GetFileName(to)] = written[from].ToArray();
    }

    public override void Delete(string path)
    {
        Count("delete", path);
        base.Delete(path);
    }

    public override void CreateFolder(string path)
    {
        Count("create", path);
        base.CreateFolder(path);
    }

    public override void FlushFolder(string path) => operations.Add("flush " + Path.GetFileName(path));

    private void Count(string operation, string path)
    {
        operations.Add($"{operation} {Path.GetFileName(path)}");
        if (operations.Count == failAt || (fromThereOn && operations.Count > failAt))
            throw new IOException($"{Fault} : '{path}'");
    }

    private sealed class Writing(FaultyDisk disk, string path, FileMode mode, FileAccess access, FileShare share, int bufferSize)
        : FileStream(path, mode, access, share, bufferSize)
    {
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                disk.Count("write", Name);
            }
            catch (IOException)
            {
                base.Write(buffer[..(buffer.Length / 2)].ToArray(), 0, buffer.Length / 2);
                base.Flush(flushToDisk: false);
                throw;
            }

            base.Write(buffer.ToArray(), 0, buffer.Length);
            if (disk.written.TryGetValue(Name, out var all))
                all.Write(buffer);
        }

        public override void Flush(bool flushToDisk)
        {
            if (flushToDisk)
                disk.Count("flush", Name);
            base.Flush(flushToDisk: false);
        }

        public override void SetLength(long value)
        {
            disk.Count("cut", Name);
            base.SetLength(value);
        }
    }
}
