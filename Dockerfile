# The image of a node. Built where the whole package gallery is reachable.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/Silo -c Release -p:OrleansRuntime=Microsoft -o /app && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID /data /data
ENV DOTNET_ENVIRONMENT=Production Listen__Address=0.0.0.0 Data=/data
VOLUME /data
EXPOSE 3000
USER $APP_UID
ENTRYPOINT ["dotnet", "OrleansChat.Silo.dll"]
