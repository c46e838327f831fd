/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directories that code may come from where a process has bound itself to
 * trusted library paths (TLP, PSD-004 5.2). One list for the machine, empty
 * until somebody with SeTcbPrivilege writes it to kacs/library_paths in
 * securityfs: one prefix a line, all of them in one write.
 */
#ifndef KACS_KERNEL_LIBRARY_PATHS_H
#define KACS_KERNEL_LIBRARY_PATHS_H

#include <linux/types.h>

struct file;
struct file_operations;

/* At most, as 5.2 says. */
#define KACS_LIBRARY_PATHS 64
#define KACS_LIBRARY_PATH_BYTES 4096

extern const struct file_operations kacs_library_paths_fops;

/**
 * kacs_library_path_is_trusted - does a file lie in a trusted directory now?
 * @file: an open file
 *
 * By the path that leads to it in its mount namespace, whatever the root
 * directory of who asks. Without memory, or without such a path, it does not.
 * Context: may sleep.
 */
bool kacs_library_path_is_trusted(const struct file *file);

#endif /* KACS_KERNEL_LIBRARY_PATHS_H */
