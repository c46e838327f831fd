/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) WITH Linux-syscall-note */
/*
 * Tokens: group attributes, the wire format of kacs_create_token, the query
 * classes and the ioctls of a token file descriptor.
 *
 * Source: PSD-004 v0.20 2.1, 4.2, 13.6 sections 2 to 5. All values are
 * little-endian.
 */
#ifndef _UAPI_KACS_TOKEN_H
#define _UAPI_KACS_TOKEN_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* SID_AND_ATTRIBUTES flags (2.1). */
#define KACS_SE_GROUP_MANDATORY 0x00000001u
#define KACS_SE_GROUP_ENABLED_BY_DEFAULT 0x00000002u
#define KACS_SE_GROUP_ENABLED 0x00000004u
#define KACS_SE_GROUP_OWNER 0x00000008u
#define KACS_SE_GROUP_USE_FOR_DENY_ONLY 0x00000010u
#define KACS_SE_GROUP_INTEGRITY 0x00000020u
#define KACS_SE_GROUP_INTEGRITY_ENABLED 0x00000040u
#define KACS_SE_GROUP_RESOURCE 0x20000000u
#define KACS_SE_GROUP_LOGON_ID 0xc0000000u

#define KACS_TOKEN_MAX_GROUPS 64u

#define KACS_TOKEN_PRIMARY 1u
#define KACS_TOKEN_IMPERSONATION 2u

#define KACS_LEVEL_ANONYMOUS 0u
#define KACS_LEVEL_IDENTIFICATION 1u
#define KACS_LEVEL_IMPERSONATION 2u
#define KACS_LEVEL_DELEGATION 3u

#define KACS_POLICY_NO_WRITE_UP 0x0001u
#define KACS_POLICY_NEW_PROCESS_MIN 0x0002u

#define KACS_AUDIT_OBJECT_ACCESS_SUCCESS 0x0001u
#define KACS_AUDIT_OBJECT_ACCESS_FAILURE 0x0002u
#define KACS_AUDIT_PRIVILEGE_USE_SUCCESS 0x0004u
#define KACS_AUDIT_PRIVILEGE_USE_FAILURE 0x0008u

#define KACS_ELEVATION_DEFAULT 1u
#define KACS_ELEVATION_FULL 2u
#define KACS_ELEVATION_LIMITED 3u

#define KACS_LOGON_INTERACTIVE 2u
#define KACS_LOGON_NETWORK 3u
#define KACS_LOGON_BATCH 4u
#define KACS_LOGON_SERVICE 5u
#define KACS_LOGON_NETWORK_CLEARTEXT 8u
#define KACS_LOGON_NEW_CREDENTIALS 9u

/* 13.6 section 5: the fixed header of a token specification. */
#define KACS_TOKEN_SPEC_VERSION 2u
#define KACS_TOKEN_SPEC_MAX_BYTES 65536u

struct kacs_token_spec {
	__u32 version;		  /* KACS_TOKEN_SPEC_VERSION */
	__u8 token_type;	  /* KACS_TOKEN_PRIMARY or _IMPERSONATION */
	__u8 impersonation_level; /* KACS_LEVEL_* */
	__u8 reserved0[2];	  /* 0 */
	__u32 integrity_rid;	  /* KACS_INTEGRITY_* */
	__u32 mandatory_policy;	  /* KACS_POLICY_* */
	__u64 privs_present;
	__u64 privs_enabled;
	__u32 reserved1; /* 0: elevation is set by LINK_TOKENS only */
	__u32 projected_uid;
	__u32 projected_gid;
	__u32 audit_policy; /* KACS_AUDIT_* */
	__u64 expiration;   /* 0: never */
	__u64 session_id;
	__u32 owner_sid_index;	   /* 0: user, N: groups[N - 1] */
	__u32 primary_group_index; /* the same */
	__u8 source_name[8];
	__u64 source_id;
	__u32 user_sid_offset;
	__u32 groups_offset;
	__u32 groups_count;
	__u32 default_dacl_offset;
	__u32 default_dacl_len;
	__u32 user_claims_offset;
	__u32 user_claims_len;
	__u32 device_claims_offset;
	__u32 device_claims_len;
	__u32 device_groups_offset;
	__u32 device_groups_count;
	__u32 restricted_sids_offset;
	__u32 restricted_sids_count;
	__u32 confinement_sid_offset;
	__u32 confinement_sid_len;
	__u32 confinement_caps_offset;
	__u32 confinement_caps_count;
	__u8 confinement_exempt; /* 0 or 1 */
	__u8 write_restricted;	 /* 0 or 1 */
	__u8 user_deny_only;	 /* 0 or 1 */
	__u8 isolation_boundary; /* 0 or 1 */
	__u32 supp_gids_offset;
	__u32 supp_gids_count;
	__u32 restricted_device_groups_offset;
	__u32 restricted_device_groups_count;
	__u64 origin;
	__u32 interactive_session_id;
	__u32 reserved3; /* 0 */
};

/* Query classes of KACS_IOC_QUERY (13.6 section 3). */
#define KACS_TOKEN_CLASS_USER 0x01u
#define KACS_TOKEN_CLASS_GROUPS 0x02u
#define KACS_TOKEN_CLASS_PRIVILEGES 0x03u
#define KACS_TOKEN_CLASS_TYPE 0x04u
#define KACS_TOKEN_CLASS_INTEGRITY_LEVEL 0x05u
#define KACS_TOKEN_CLASS_OWNER 0x06u
#define KACS_TOKEN_CLASS_PRIMARY_GROUP 0x07u
#define KACS_TOKEN_CLASS_SESSION_ID 0x08u
#define KACS_TOKEN_CLASS_RESTRICTED_SIDS 0x09u
#define KACS_TOKEN_CLASS_SOURCE 0x0au
#define KACS_TOKEN_CLASS_STATISTICS 0x0bu
#define KACS_TOKEN_CLASS_ORIGIN 0x0cu
#define KACS_TOKEN_CLASS_ELEVATION_TYPE 0x0du
#define KACS_TOKEN_CLASS_DEVICE_GROUPS 0x0eu
#define KACS_TOKEN_CLASS_APPCONTAINER_SID 0x0fu
#define KACS_TOKEN_CLASS_CAPABILITIES 0x10u
#define KACS_TOKEN_CLASS_MANDATORY_POLICY 0x11u
#define KACS_TOKEN_CLASS_LOGON_TYPE 0x12u
#define KACS_TOKEN_CLASS_LOGON_SID 0x13u
#define KACS_TOKEN_CLASS_DEFAULT_DACL 0x14u
#define KACS_TOKEN_CLASS_IMPERSONATION_LEVEL 0x15u
#define KACS_TOKEN_CLASS_USER_CLAIMS 0x16u
#define KACS_TOKEN_CLASS_DEVICE_CLAIMS 0x17u
#define KACS_TOKEN_CLASS_PROJECTED_SUPPLEMENTARY_GIDS 0x18u
/*
 * Our own, outside the specification's range: the whole token as a struct
 * kacs_token_spec with its variable parts, as kacs_create_token takes it, but
 * with the logon SID among the groups and the attributes as they are now.
 */
#define KACS_TOKEN_CLASS_SPEC 0x40u

struct kacs_query_args {
	__u32 token_class;
	__u32 buf_len; /* in: room; out: needed or written */
	__u64 buf_ptr; /* 0: ask for the size */
};

struct kacs_adjust_privs_args {
	__u32 count;		/* 1 to 64 */
	__u32 pad;		/* 0 */
	__u64 data_ptr;		/* struct kacs_priv_entry[count] */
	__u64 previous_enabled; /* out */
};

struct kacs_priv_entry {
	__u32 luid; /* KACS_SE_* bit */
	__u32 attributes;
};

/* struct kacs_group_entry.index: all groups as they were created. */
#define KACS_GROUP_RESET_ALL 0xffffffffu

struct kacs_adjust_groups_args {
	__u32 count;	      /* 1 to 64 */
	__u32 pad;	      /* 0 */
	__u64 data_ptr;	      /* struct kacs_group_entry[count] */
	__u64 previous_state; /* out: bit n: group n was enabled */
};

struct kacs_group_entry {
	__u32 index;  /* of the token's groups */
	__u32 enable; /* 0 or 1 */
};

struct kacs_duplicate_args {
	__u32 access_mask;
	__u32 token_type;
	__u32 impersonation_level;
	__s32 result_fd; /* out */
};

#define KACS_RESTRICT_WRITE_RESTRICTED 0x01u

struct kacs_restrict_args {
	__u64 privs_to_delete;
	__u32 num_deny_indices;
	__u32 num_restrict_sids;
	__u32 data_len;
	__u32 flags;	 /* KACS_RESTRICT_* */
	__u64 data_ptr;	 /* __u32 indices, then packed SIDs */
	__s32 result_fd; /* out */
	__u32 pad;
};

struct kacs_link_tokens_args {
	__s32 elevated_fd;
	__s32 filtered_fd;
	__u64 session_id; /* of both tokens */
};

struct kacs_get_linked_token_args {
	__s32 result_fd; /* out */
};

/* struct kacs_adjust_default_args: leave it as it is. */
#define KACS_DEFAULT_UNCHANGED 0xffffu

struct kacs_adjust_default_args {
	__u64 dacl_ptr;	   /* 0 with dacl_len 0: leave it as it is */
	__u32 dacl_len;	   /* 0 with a dacl_ptr: no default DACL */
	__u16 owner_index; /* 0: user, N: groups[N - 1] */
	__u16 group_index; /* the same */
};

#define KACS_IOC_MAGIC 'K'
#define KACS_IOC_QUERY _IOWR(KACS_IOC_MAGIC, 0, struct kacs_query_args)
#define KACS_IOC_ADJUST_PRIVS \
	_IOW(KACS_IOC_MAGIC, 1, struct kacs_adjust_privs_args)
#define KACS_IOC_DUPLICATE _IOWR(KACS_IOC_MAGIC, 2, struct kacs_duplicate_args)
#define KACS_IOC_INSTALL _IO(KACS_IOC_MAGIC, 3)
#define KACS_IOC_RESTRICT _IOWR(KACS_IOC_MAGIC, 4, struct kacs_restrict_args)
#define KACS_IOC_LINK_TOKENS \
	_IOW(KACS_IOC_MAGIC, 5, struct kacs_link_tokens_args)
#define KACS_IOC_GET_LINKED_TOKEN \
	_IOWR(KACS_IOC_MAGIC, 6, struct kacs_get_linked_token_args)
#define KACS_IOC_ADJUST_GROUPS \
	_IOW(KACS_IOC_MAGIC, 7, struct kacs_adjust_groups_args)
#define KACS_IOC_IMPERSONATE _IO(KACS_IOC_MAGIC, 8)
#define KACS_IOC_ADJUST_DEFAULT \
	_IOW(KACS_IOC_MAGIC, 9, struct kacs_adjust_default_args)
#define KACS_IOC_ADJUST_SESSIONID _IOW(KACS_IOC_MAGIC, 10, __u32)

#endif /* _UAPI_KACS_TOKEN_H */
