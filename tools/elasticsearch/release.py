"""Which Elasticsearch the tests run on: one version, one checksum, one mark for test clusters."""

from __future__ import annotations

VERSION = "9.5.3"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
ARCHIVE_PATH = f"org/elasticsearch/distribution/integ-test-zip/elasticsearch/{VERSION}/elasticsearch-{VERSION}.zip"
ARCHIVE_SHA256 = "bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d"
IMAGE = f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"
MINIMUM_JAVA = 21

# Tests create and drop indices: a cluster whose name does not end so is somebody's data and is refused.
TEST_CLUSTER_SUFFIX = "-test"
CLUSTER_NAME = "marketplace" + TEST_CLUSTER_SUFFIX
