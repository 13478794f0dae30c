"""llama.cpp's own server (of the package xllamacpp) on a model, until its standard input ends.

    llama_server.py MODEL NAME

Prints the address that it listens at.
"""

import sys

import xllamacpp


def main() -> None:
    params = xllamacpp.CommonParams()
    params.model.path, params.model_alias = sys.argv[1], sys.argv[2]
    params.n_ctx, params.n_parallel = 4096, 1
    params.use_jinja = True
    params.warmup = False
    params.port = 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
