# The images of a cluster, built where the whole package gallery can be reached:
#   docker build --target silo  -t orleanschat/silo  .    grains; also a whole node on its own, with Cluster__Mode=Embedded
#   docker build --target front -t orleanschat/front .    contracts and connections, a client of the cluster
# They run as a user without rights, on a root file system that may be read-only, and have no shell.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/Silo -c Release -p:OrleansRuntime=Microsoft -p:UseAppHost=false -o /out/silo \
 && dotnet publish src/WebFront -c Release -p:OrleansRuntime=Microsoft -p:UseAppHost=false -o /out/front \
 && mkdir /out/data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS runtime
WORKDIR /app
ENV DOTNET_ENVIRONMENT=Production \
    DOTNET_EnableDiagnostics=0 \
    Listen__Address=0.0.0.0 \
    Listen__Operations=9090
STOPSIGNAL SIGTERM
USER 1654:1654

FROM runtime AS silo
COPY --from=build /out/silo .
COPY --from=build --chown=1654:1654 /out/data /data
ENV Cluster__Mode=Silo Data=/data
EXPOSE 9090 11111 30000
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=12 \
  CMD ["dotnet", "OrleansChat.Silo.dll", "--health", "http://127.0.0.1:9090/health/ready"]
ENTRYPOINT ["dotnet", "OrleansChat.Silo.dll"]

FROM runtime AS front
COPY --from=build /out/front .
ENV Cluster__Mode=Client
EXPOSE 3000 3002 9090
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=12 \
  CMD ["dotnet", "OrleansChat.WebFront.dll", "--health", "http://127.0.0.1:9090/health/ready"]
ENTRYPOINT ["dotnet", "OrleansChat.WebFront.dll"]
