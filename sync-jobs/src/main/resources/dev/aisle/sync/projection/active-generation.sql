SELECT generation FROM read.pointer
