"""Tests reach loopback and nothing else."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket")  # said before it is refused
def test_an_address_that_is_not_named_is_refused_before_it_is_dialled() -> None:
    # Another loopback address: if the guard fails, nothing leaves this machine either.
    with socket.socket() as caller, pytest.raises(SocketConnectBlockedError):
        caller.connect(("127.0.0.2", 9))


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as caller,
    ):
        caller.sendall(b"hello")
        answer, _ = server.accept()
        with answer:
            assert answer.recv(5) == b"hello"
