using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TrustCenter.Consents.Tests;

/// <summary>Draws a signature: real PNG bytes without an image library.</summary>
static class Png
{
    public static byte[] Stroke(int width, int height)
    {
        var rows = new byte[height * (1 + width * 2)];
        for (var x = 0; x < width; x++)
        {
            var middle = height / 2 + (int)(Math.Sin(x / 9.0) * Math.Cos(x / 23.0) * height / 2.5);
            for (var y = Math.Max(0, middle - 2); y <= Math.Min(height - 1, middle + 2); y++)
                rows[y * (1 + width * 2) + 1 + x * 2 + 1] = 255; // black, opaque
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 4);
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            .. Chunk("IHDR", header), .. Chunk("IDAT", Compressed(rows)), .. Chunk("IEND", [])];
    }

    static byte[] Chunk(string type, byte[] data)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[content.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        content.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 4), Crc(content));
        return chunk;
    }

    static byte[] Compressed(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Optimal)) zlib.Write(plain);
        return bytes.ToArray();
    }

    static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }
}
