using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace OrleansChat.WebFront.Files;

/// <summary>Files as objects in a bucket of a server that speaks S3. Long ones go there in parts; parts of one that failed are given up.</summary>
internal sealed class S3FileStore : IFileStore, IDisposable
{
    private const long PartSize = 8 * 1024 * 1024;

    private readonly AmazonS3Client _client;
    private readonly TransferUtility _transfer;
    private readonly string _bucket;

    /// <summary>The configured bucket.</summary>
    public S3FileStore(FilesOptions options)
    {
        var configuration = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,
            Timeout = TimeSpan.FromSeconds(30),
            MaxErrorRetry = 2,

            // Not every server knows the newer checksums; TLS and the signature guard the bytes on their way.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is null)
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        else
            configuration.ServiceURL = options.Endpoint;
        _client = options.AccessKey is null
            ? new AmazonS3Client(configuration)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), configuration);
        _transfer = new TransferUtility(_client, new TransferUtilityConfig { MinSizeBeforePartUpload = 2 * PartSize, ConcurrentServiceRequests = 2 });
        _bucket = options.Bucket!;
    }

    /// <inheritdoc/>
    public Task PutAsync(BlobName name, string path, CancellationToken cancellationToken) => _transfer.UploadAsync(
        new TransferUtilityUploadRequest { BucketName = _bucket, Key = name.ToString(), FilePath = path, PartSize = PartSize, ContentType = "application/octet-stream" },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await _client.GetObjectMetadataAsync(_bucket, name.ToString(), cancellationToken);
            return new RangedStream(found.ContentLength, (from, to, cancel) => ReadAsync(name, from, to, cancel));
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(BlobName name, CancellationToken cancellationToken) => _client.DeleteObjectAsync(_bucket, name.ToString(), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _transfer.Dispose();
        _client.Dispose();
    }

    private async Task<Stream> ReadAsync(BlobName name, long from, long to, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = name.ToString(), ByteRange = new ByteRange(from, to) };
        return (await _client.GetObjectAsync(request, cancellationToken)).ResponseStream;
    }
}
