"""moto's server with a memory: what was created outlives the process.

moto keeps everything in Python objects, so they are pickled after changes and once more at the end. Only the strict layer talks to this server, on
loopback. Its standard input is a pipe from that process: when it closes, the strict layer is gone, however it ended, and this server ends too.

Usage: emulator.py PORT SNAPSHOT_FILE
"""

import copyreg
import ipaddress
import json
import os
import pickle
import random
import signal
import sys
import threading
import time
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from moto.acm.models import AWSCertificateManagerBackend
from moto.backends import get_backend
from moto.cloudformation.models import CloudFormationBackend
from moto.iam.models import Role
from moto.route53.models import DelegationSet, Route53Backend
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

SERVICES = ("iam", "sts", "route53", "acm", "dynamodb", "s3", "cloudformation")
QUIET_SECONDS = 0.2
# Between two saves, so many times as long as one takes.
PAUSES = 5


def _new_rlock():
    return threading.RLock()


def _new_lock():
    return threading.Lock()


def _load_key(pem):
    # Our own file: checking each key again takes 40 ms.
    return serialization.load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)


def _key_pem(key):
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return (_load_key, (key.private_bytes(*form),))


# A function of our own: cryptography's belongs to a module that pickle cannot import.
def _load_certificate(pem):
    return x509.load_pem_x509_certificate(pem)


def _certificate_pem(certificate):
    return (_load_certificate, (certificate.public_bytes(serialization.Encoding.PEM),))


# Locks have no state worth keeping; keys and certificates have a form of their own.
copyreg.pickle(type(threading.RLock()), lambda _: (_new_rlock, ()))
copyreg.pickle(type(threading.Lock()), lambda _: (_new_lock, ()))
_sample = rsa.generate_private_key(public_exponent=65537, key_size=2048)
copyreg.pickle(type(_sample), _key_pem)
copyreg.pickle(x509.Certificate, _certificate_pem)

_plain_delegation_set = DelegationSet.__init__
_plain_create_hosted_zone = Route53Backend.create_hosted_zone
_plain_delete_certificate = AWSCertificateManagerBackend.delete_certificate
_plain_create_stack = CloudFormationBackend.create_stack
_plain_put_policy = Role.put_policy


def _own_delegation_set(self, caller_reference, name_servers, delegation_set_id):
    """AWS gives each zone name servers of its own, so that a delegation to a deleted zone is seen to be stale; moto has one set for all."""
    first = random.randrange(512)
    names = [f"ns-{first + 512 * index}.awsdns-{random.randrange(64):02}.{top}" for index, top in enumerate(("com", "net", "org", "co.uk"))]
    _plain_delegation_set(self, caller_reference, name_servers or names, delegation_set_id)


def _delete_certificate(self, arn):
    """moto fails on an idempotency token whose certificate is gone; AWS makes a new one."""
    _plain_delete_certificate(self, arn)
    self._idempotency_tokens = {token: each for token, each in self._idempotency_tokens.items() if each["arn"] != arn}


def _create_hosted_zone(self, *args, **kwargs):
    """moto keeps a dictionary where the SOA's text belongs."""
    zone = _plain_create_hosted_zone(self, *args, **kwargs)
    for record in zone.rrsets:
        record.records = [each["Value"] if isinstance(each, dict) else each for each in record.records]
    return zone


def _create_stack(self, *args, **kwargs):
    """moto keeps a stack that it could not make, and fails on each list from then on; AWS rolls it back."""
    before = set(self.stacks)
    try:
        return _plain_create_stack(self, *args, **kwargs)
    except Exception:
        for stack_id in set(self.stacks) - before:
            del self.stacks[stack_id]
        raise


def _put_policy(self, policy_name, policy_json):
    """CloudFormation hands over an object, and moto answers it in Python's spelling."""
    _plain_put_policy(self, policy_name, policy_json if isinstance(policy_json, str) else json.dumps(policy_json))


def _update_role(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    """moto leaves both documents of a role as they were when its stack is updated."""
    properties = cloudformation_json["Properties"]
    original_resource.assume_role_policy_document = json.dumps(properties["AssumeRolePolicyDocument"])
    original_resource.policies = {}
    for policy in properties.get("Policies", []):
        original_resource.put_policy(policy["PolicyName"], policy["PolicyDocument"])
    return original_resource


CloudFormationBackend.create_stack = _create_stack
Role.put_policy = _put_policy
Role.update_from_cloudformation_json = classmethod(_update_role)
Route53Backend.create_hosted_zone = _create_hosted_zone
DelegationSet.__init__ = _own_delegation_set
AWSCertificateManagerBackend.delete_certificate = _delete_certificate


def save(path):
    state = {}
    for service in SERVICES:
        backend = get_backend(service)
        state[service] = {account: {region: part.__dict__ for region, part in dict.items(regions)} for account, regions in dict.items(backend)}
    partial = f"{path}.partial"
    with open(partial, "wb") as file:
        pickle.dump(state, file)
        file.flush()
    os.replace(partial, path)


def restore(path):
    if not os.path.exists(path):
        return
    with open(path, "rb") as file:
        state = pickle.load(file)
    for service, accounts in state.items():
        backend = get_backend(service)
        for account, regions in accounts.items():
            for region, attributes in regions.items():
                backend[account][region].__dict__.update(attributes)


class Saver:
    """Saves soon after the last change, from a thread of its own. The more there is, the less often, or a large state would leave no time for anything else."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()
        self.writing = threading.Lock()
        self.timer = None
        self.took_seconds = 0

    def changed(self):
        with self.lock:
            if self.timer is not None:
                return
            self.timer = threading.Timer(max(QUIET_SECONDS, PAUSES * self.took_seconds), self.flush)
            self.timer.daemon = True
            self.timer.start()

    def flush(self):
        # A later save must not be overtaken by an earlier one, nor write into its file. While one waits for its turn, no other is asked for.
        with self.writing:
            with self.lock:
                self.timer = None
            started_at = time.monotonic()
            while True:
                try:
                    save(self.path)
                    break
                except RuntimeError:
                    # A dictionary changed while it was read.
                    continue
            self.took_seconds = time.monotonic() - started_at


class LocalOnly:
    """Only addresses and localhost: a page whose name resolves to 127.0.0.1 (DNS rebinding) must not read what is here."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        host = urlsplit("//" + environ.get("HTTP_HOST", "")).hostname or ""
        if host == "localhost" or host.endswith(".localhost") or _is_address(host):
            return self.app(environ, start_response)
        start_response("421 Misdirected Request", [("Content-Type", "text/plain")])
        return [b"Accepts requests to localhost only.\n"]


def _is_address(host):
    try:
        ipaddress.ip_address(host)
        return True
    except ValueError:
        return False


class Remembering:
    """Any POST may change something; saving after all of them is simpler than knowing which, and cheap at this size."""

    def __init__(self, app, saver):
        self.app = app
        self.saver = saver

    def __call__(self, environ, start_response):
        try:
            return self.app(environ, start_response)
        finally:
            if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                self.saver.changed()


def main():
    port, path = int(sys.argv[1]), sys.argv[2]
    saver = Saver(path)
    app = LocalOnly(Remembering(DomainDispatcherApplication(create_backend_app), saver))
    # The port is had before the state is read: one that is just ending holds it until it has saved.
    server = make_server("127.0.0.1", port, app, threaded=True)
    restore(path)

    def stop(*_):
        # The whole process group is signalled, and the strict layer signals too: a second one must not interrupt the saving.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        saver.flush()
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    def end_with_parent():
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
