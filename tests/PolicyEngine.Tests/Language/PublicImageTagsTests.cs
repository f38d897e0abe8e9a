using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>Tags as well-known public images and charts have them (semantics.md#versions). <c>-</c> is not a version.</summary>
public sealed class PublicImageTagsTests
{
    /// <summary>An image, and its tags with what they say: prefix, numbers, pre-release, build, flavour, revision.</summary>
    public static TheoryData<string, string, string> Tags
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                data.Add(cells[0], cells[1], cells[2]);
            }

            return data;
        }
    }

    private const string Table = """
        node | 22 | 22
        node | 22.4 | 22.4
        node | 22.4.1 | 22.4.1
        node | 22.4.1-bookworm-slim | 22.4.1 flavour=bookworm-slim
        node | 22-alpine3.20 | 22 flavour=alpine3.20
        node | lts-bookworm | -
        node | iron-alpine | -
        postgres | 16.3 | 16.3
        postgres | 17beta2 | 17 pre=beta.2
        postgres | 17beta2-alpine3.20 | 17 pre=beta.2 flavour=alpine3.20
        postgres | 16-bookworm | 16 flavour=bookworm
        python | 3.13.0rc1 | 3.13.0 pre=rc.1
        python | 3.13.0b4-slim-bookworm | 3.13.0 pre=beta.4 flavour=slim-bookworm
        python | 3.13.0a6-windowsservercore-ltsc2022 | 3.13.0 pre=alpha.6 flavour=windowsservercore-ltsc2022
        python | 3.13-rc-slim | 3.13 pre=rc flavour=slim
        python | 3.12.4 | 3.12.4
        ubuntu | 24.04 | 24.4
        ubuntu | noble-20240605 | noble- 20240605 date
        ubuntu | noble | -
        ubuntu | rolling | -
        debian | bookworm-20240612-slim | bookworm- 20240612 date flavour=slim
        debian | 12.5-slim | 12.5 flavour=slim
        debian | bookworm-slim | -
        alpine | 3.20.1 | 3.20.1
        alpine | 20240606 | 20240606 date
        alpine | edge | -
        archlinux | base-20240705.0.247553 | base- 20240705.0.247553
        fedora | 41 | 41
        rockylinux | 9.3.20231119-minimal | 9.3.20231119 flavour=minimal
        amazonlinux | 2023.5.20240701.0 | 2023.5.20240701.0
        golang | 1.23rc1 | 1.23 pre=rc.1
        golang | 1.23rc1-alpine3.20 | 1.23 pre=rc.1 flavour=alpine3.20
        golang | 1.22.5-windowsservercore-1809 | 1.22.5 flavour=windowsservercore r1809
        nginx | 1.27.0-alpine3.19-perl | 1.27.0 flavour=alpine3.19-perl
        nginx | mainline-alpine | -
        redis | 7.4-rc2 | 7.4 pre=rc.2
        redis | 7.2.5-bookworm | 7.2.5 flavour=bookworm
        mysql | 8.4.1-oraclelinux9 | 8.4.1 flavour=oraclelinux9
        mysql | 9.0.0 | 9.0.0
        mariadb | 11.5.1-rc | 11.5.1 pre=rc
        mariadb | 11.4.2-noble | 11.4.2 flavour=noble
        php | 8.4.0alpha1-fpm-alpine | 8.4.0 pre=alpha.1 flavour=fpm-alpine
        ruby | 3.4.0-preview1-slim | 3.4.0 pre=preview.1 flavour=slim
        rust | 1.79.0-slim-bullseye | 1.79.0 flavour=slim-bullseye
        eclipse-temurin | 21.0.3_9-jdk-alpine | 21.0.3 build=9 flavour=jdk-alpine
        eclipse-temurin | 17.0.8.1_1-jre | 17.0.8.1 build=1 flavour=jre
        openjdk | 23-ea-28-jdk-slim | 23 pre=ea.28 flavour=jdk-slim
        openjdk | 17-jdk | 17 flavour=jdk
        dotnet/sdk | 9.0.100-preview.5-alpine3.19-amd64 | 9.0.100 pre=preview.5 flavour=alpine3.19-amd64
        dotnet/sdk | 8.0.302-jammy | 8.0.302 flavour=jammy
        dotnet/aspnet | 8.0.6-nanoserver-ltsc2022 | 8.0.6 flavour=nanoserver-ltsc2022
        dotnet/nightly | 9.0.0-preview.7.24356.8 | 9.0.0 pre=preview.7.24356.8
        windows/servercore | ltsc2022-KB5039227 | -
        windows/servercore | 10.0.20348.2527 | 10.0.20348.2527
        elasticsearch | 8.14.1-SNAPSHOT | 8.14.1 pre=snapshot
        elasticsearch | 8.14.1 | 8.14.1
        kibana | 8.15.0-5f3c1a2b-SNAPSHOT | 8.15.0 pre=snapshot flavour=5f3c1a2b
        wordpress | 6.5.5-php8.3-fpm-alpine | 6.5.5 flavour=php8.3-fpm-alpine
        wordpress | cli-2.10.0-php8.2 | cli- 2.10.0 flavour=php8.2
        wordpress | beta-6.6-RC3-php8.2 | beta- 6.6 pre=beta.rc.3 flavour=php8.2
        rabbitmq | 4.0-rc-management-alpine | 4.0 pre=rc flavour=management-alpine
        rabbitmq | 3.13.4-management | 3.13.4 flavour=management
        jenkins/jenkins | 2.452.2-lts-jdk17 | 2.452.2 flavour=lts-jdk17
        jenkins/jenkins | lts-jdk17 | -
        kindest/node | v1.30.2 | 1.30.2
        registry.k8s.io/kube-apiserver | v1.31.0-alpha.2 | 1.31.0 pre=alpha.2
        rancher/k3s | v1.30.2-k3s1 | 1.30.2 flavour=k3s1
        rancher/k3s | v1.30.2-rc3-k3s1-amd64 | 1.30.2 pre=rc.3 flavour=k3s1-amd64
        bitnami/mysql | 8.0.36-debian-12-r5 | 8.0.36 flavour=debian-12 r5
        bitnami/postgresql | 16.3.0-debian-12-r14 | 16.3.0 flavour=debian-12 r14
        bitnami/kubectl | 1.30 | 1.30
        hashicorp/terraform | 1.9.0-rc3 | 1.9.0 pre=rc.3
        hashicorp/vault-enterprise | 1.17.1-ent | 1.17.1 flavour=ent
        home-assistant | 2024.7.0b6 | 2024.7.0 pre=beta.6
        home-assistant | 2024.7.1 | 2024.7.1
        home-assistant | dev | -
        linuxserver/sonarr | 4.0.6.1805-ls247 | 4.0.6.1805 flavour=ls247
        linuxserver/sonarr | version-4.0.6.1805 | version- 4.0.6.1805
        linuxserver/sonarr | arm64v8-4.0.6 | arm64v8- 4.0.6
        pihole/pihole | 2024.06.0 | 2024.6.0
        minio/minio | RELEASE.2024-07-04T14-25-45Z | -
        nextcloud | 29.0.3-fpm-alpine | 29.0.3 flavour=fpm-alpine
        gitlab/gitlab-ce | 17.1.1-ce.0 | 17.1.1 flavour=ce.0
        grafana/grafana | 11.1.0-71846-ubuntu | 11.1.0 flavour=71846-ubuntu
        grafana/loki | k208-3b2e1a4 | -
        grafana/loki | main-0a1b2c3 | -
        prom/prometheus | v2.53.0 | 2.53.0
        springboot (Java) | 2.7.18.RELEASE | 2.7.18
        springboot (Java) | 3.0.0-RC2 | 3.0.0 pre=rc.2
        springboot (Java) | Hoxton.SR12 | -
        hibernate (Java) | 6.5.2.Final | 6.5.2
        hibernate (Java) | 7.0.0.Beta1 | 7.0.0 pre=beta.1
        jboss/wildfly | 25.0.0.Final | 25.0.0
        keycloak | 25.0.1-0 | 25.0.1 r0
        monorepo | api-v2.3.1 | api- 2.3.1
        monorepo | api-v2.3.1-rc.1 | api- 2.3.1 pre=rc.1
        monorepo | web_ui_1.0.0 | web_ui_ 1.0.0
        goreleaser | v0.12.0-amd64 | 0.12.0 flavour=amd64
        goreleaser | v0.12.0-next | 0.12.0 flavour=next
        goreleaser | 0.12.0-linux_arm64 | 0.12.0 flavour=linux_arm64
        git describe | v1.4.2-14-g2414721 | 1.4.2 r14
        git describe | v1.4.2-rc.1-3-g2414721 | 1.4.2 pre=rc.1 r3
        nightly builds | nightly-2026-05-30 | nightly- 2026.5.30 pre=nightly
        nightly builds | nightly-20260530-slim | nightly- 20260530 date pre=nightly flavour=slim
        nightly builds | nightly-deadbeef | -
        nightly builds | 1.79.0-nightly.20260530 | 1.79.0 pre=nightly.20260530
        builds | 20260530.4 | 20260530.4
        builds | 202605301430 | 20260530.143000
        builds | 20260530T143005 | 20260530.143005
        builds | 4711 | 4711
        builds | build-4711 | -
        builds | sha-1a2b3c4 | -
        builds | pr-12 | -
        builds | main | -
        builds | 1a2b3c4d5e6f | -
        helm: cert-manager | v1.15.1 | 1.15.1
        helm: ingress-nginx | 4.11.0 | 4.11.0
        helm: kube-prometheus-stack | 61.2.0 | 61.2.0
        helm: argo-cd | 7.3.4 | 7.3.4
        helm: with build | 1.2.3_build.5 | 1.2.3 build=build.5
        helm: with build | 1.2.3-rc.1_20260530.1a2b3c4 | 1.2.3 pre=rc.1 build=20260530.1a2b3c4
        helm: signed | release-2.0.1 | release- 2.0.1
        istio | 1.22.2-distroless | 1.22.2 flavour=distroless
        calico | v3.28.0-0.dev-600-gb4d2bd1 | 3.28.0 pre=dev flavour=0 r600
        cilium | v1.16.0-rc.1 | 1.16.0 pre=rc.1
        argoproj/argocd | v2.12.0-rc1 | 2.12.0 pre=rc.1
        traefik | v3.1.0-rc3-windowsservercore-1809 | 3.1.0 pre=rc.3 flavour=windowsservercore r1809
        haproxy | 3.1-dev3-alpine | 3.1 pre=dev.3 flavour=alpine
        mongo | 8.0.0-rc9-nanoserver-ltsc2022 | 8.0.0 pre=rc.9 flavour=nanoserver-ltsc2022
        mongo | 7.0.12-jammy | 7.0.12 flavour=jammy
        busybox | 1.36.1-musl | 1.36.1 flavour=musl
        nvidia/cuda | 12.5.0-cudnn-devel-ubuntu22.04 | 12.5.0 flavour=cudnn-devel-ubuntu22.04
        tensorflow/tensorflow | 2.17.0rc1-gpu-jupyter | 2.17.0 pre=rc.1 flavour=gpu-jupyter
        pytorch/pytorch | 2.3.1-cuda12.1-cudnn8-runtime | 2.3.1 flavour=cuda12.1-cudnn8-runtime
        caddy | 2.8.4-builder-alpine | 2.8.4 flavour=builder-alpine
        """;

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_tag_says_what_its_scheme_means(string image, string tag, string expected) =>
        Assert.Equal((image, tag, expected), (image, tag, ImageVersionTests.Describe(tag, withBuild: true)));

    [Fact]
    public void Thirty_images_are_here_and_more() => Assert.True(Tags.Select(row => (string)row[0]).Distinct().Count() >= 30);
}
