/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every object of the module shares: its blobs and its hook tables.
 */
#ifndef KACS_KERNEL_LSM_H
#define KACS_KERNEL_LSM_H

#include <linux/init.h>
#include <linux/lsm_hooks.h>

extern struct lsm_blob_sizes kacs_blob_sizes;
extern const struct lsm_id kacs_lsm_id;

/* True from the moment the module decided to run. Never changes after boot. */
extern bool kacs_enabled;

/* One table of hooks for each kind of object, added in lsm.c. */
void __init kacs_add_credential_hooks(void);
void __init kacs_add_capability_hooks(void);
void __init kacs_add_process_hooks(void);
void __init kacs_add_mount_hooks(void);
void __init kacs_add_inode_hooks(void);
void __init kacs_add_traverse_hooks(void);
void __init kacs_add_file_hooks(void);
void __init kacs_add_file_command_hooks(void);
void __init kacs_add_delete_on_close_hooks(void);
void __init kacs_add_namespace_hooks(void);
void __init kacs_add_metadata_hooks(void);
void __init kacs_add_exec_hooks(void);
void __init kacs_add_mitigation_hooks(void);
void __init kacs_add_ipc_hooks(void);
void __init kacs_add_key_hooks(void);
void __init kacs_add_lockdown_hooks(void);
void __init kacs_add_socket_hooks(void);
void __init kacs_add_sigio_hooks(void);
void __init kacs_add_stacked_hooks(void);

#endif /* KACS_KERNEL_LSM_H */
