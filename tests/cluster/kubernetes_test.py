"""The manifests in packaging/examples: valid by the schemas of Kubernetes, strictly, and of one piece."""

import pathlib
import re
import sys

import kubernetes_validate
import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging/examples/kubernetes"
RESOURCES = [each for file in sorted(FOLDER.glob("*.yaml")) for each in yaml.safe_load_all(file.read_text())]
WORKLOADS = [each for each in RESOURCES if each["kind"] in ("Deployment", "StatefulSet")]
OLDEST = "1.25"


def name_of(resource: dict) -> str:
    return f"{resource['kind']} {resource['metadata']['name']}"


@pytest.mark.parametrize("version", [OLDEST, kubernetes_validate.latest_version()])
@pytest.mark.parametrize("resource", RESOURCES, ids=name_of)
def test_is_valid(resource: dict, version: str) -> None:
    kubernetes_validate.validate(resource, version, strict=True)


def test_the_schemas_find_what_is_wrong() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**WORKLOADS[0], "spec": {**WORKLOADS[0]["spec"], "replicaz": 1}}, OLDEST, strict=True)


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_runs_with_few_rights(workload: dict) -> None:
    pod = workload["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    for container in pod["containers"]:
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False
        assert security["readOnlyRootFilesystem"] is True
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        mounted = {each["name"] for each in container["volumeMounts"]}
        named = {each["name"] for each in pod.get("volumes", [])}
        claimed = {each["metadata"]["name"] for each in workload["spec"].get("volumeClaimTemplates", [])}
        assert mounted == named | claimed


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_selectors_meet_their_pods(workload: dict) -> None:
    labels = workload["spec"]["template"]["metadata"]["labels"]
    assert workload["spec"]["selector"]["matchLabels"].items() <= labels.items()
    services = [each["spec"]["selector"] for each in RESOURCES if each["kind"] == "Service"]
    assert all(any(selector.items() <= each["spec"]["template"]["metadata"]["labels"].items() for each in WORKLOADS) for selector in services)


def test_settings_are_settings_and_the_grace_fits() -> None:
    known = set(re.findall(r"^### (\w+)$", (ROOT / "docs/configuration.md").read_text(), re.MULTILINE))
    for workload in WORKLOADS:
        pod = workload["spec"]["template"]["spec"]
        settings = {each["name"]: each["value"] for each in pod["containers"][0].get("env", [])}
        ours = {name.removeprefix("DRAGOMAN_").lower() for name in settings if name.startswith("DRAGOMAN_")}
        assert ours <= known, ours - known
        if "DRAGOMAN_GRACE_PERIOD_S" in settings:
            assert pod["terminationGracePeriodSeconds"] > int(settings["DRAGOMAN_GRACE_PERIOD_S"]) + 5


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
