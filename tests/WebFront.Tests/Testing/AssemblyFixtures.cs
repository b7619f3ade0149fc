using OrleansChat.WebFront.Tests.Testing;

[assembly: AssemblyFixture(typeof(ChatServerFixture))]
