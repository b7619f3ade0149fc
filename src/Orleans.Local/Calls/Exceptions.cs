namespace Orleans.Runtime
{
    /// <summary>A failure of the runtime.</summary>
    [GenerateSerializer]
    public class OrleansException : Exception
    {
        /// <summary>A failure.</summary>
        public OrleansException()
            : base("Unexpected error.")
        {
        }

        /// <summary>A failure in words.</summary>
        public OrleansException(string message)
            : base(message)
        {
        }

        /// <summary>A failure in words, and what caused it.</summary>
        public OrleansException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The runtime refused to deliver a request.</summary>
    [GenerateSerializer]
    public class OrleansMessageRejectionException : OrleansException
    {
        /// <summary>A refusal in words.</summary>
        public OrleansMessageRejectionException(string message)
            : base(message)
        {
        }

        /// <summary>A refusal in words, and what caused it.</summary>
        public OrleansMessageRejectionException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The silo that a request was for is gone, or going.</summary>
    [GenerateSerializer]
    public sealed class SiloUnavailableException : OrleansMessageRejectionException
    {
        /// <summary>The silo is gone.</summary>
        public SiloUnavailableException()
            : base("SiloUnavailable")
        {
        }

        /// <summary>The silo is gone, in words.</summary>
        public SiloUnavailableException(string msg)
            : base(msg)
        {
        }

        /// <summary>The silo is gone, in words, and what caused it.</summary>
        public SiloUnavailableException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The configuration cannot work.</summary>
    [GenerateSerializer]
    public sealed class OrleansConfigurationException : Exception
    {
        /// <summary>What is wrong.</summary>
        public OrleansConfigurationException(string message)
            : base(message)
        {
        }

        /// <summary>What is wrong, and what caused it.</summary>
        public OrleansConfigurationException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}

namespace Orleans.Serialization
{
    /// <summary>A value could not be serialized.</summary>
    [GenerateSerializer]
    public class SerializerException(string message) : Exception(message);

    /// <summary>There is no serializer for a type.</summary>
    [GenerateSerializer]
    public sealed class CodecNotFoundException(string message) : SerializerException(message);
}
