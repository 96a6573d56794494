# The tool gmmvae, without Open MPI (deploy/Dockerfile has it). Mount the folder of your data:
#   docker build -t gmmvae .
#   docker run --rm -v "$PWD:/work" -u "$(id -u):$(id -g)" gmmvae train --data people.csv --clusters 3 --out runs/people
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/GmmVae.Cli -c Release -o /app

FROM mcr.microsoft.com/dotnet/runtime:10.0
COPY --from=build /app /opt/gmmvae
# Downloads (mnist) are kept here; mount a volume to keep them between containers.
ENV GMMVAE_DATA=/data
RUN mkdir /data && chmod 1777 /data
USER $APP_UID
WORKDIR /work
ENTRYPOINT ["/opt/gmmvae/gmmvae"]
