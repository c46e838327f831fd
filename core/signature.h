/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Where the signature of a program is, which bytes it is about, and what trust
 * it gives: PSD-004 6.1.
 *
 * To verify a file: record its size; kacs_signature_find(); read the signature
 * from its place, or, when there is none, from KACS_SIGNATURE_XATTR; SHA-256 of
 * the whole file, each piece of it passed through kacs_signature_blank();
 * kacs_signature_trust(); compare the size with the one recorded. Any error
 * means that the file is not signed.
 */
#ifndef KACS_CORE_SIGNATURE_H
#define KACS_CORE_SIGNATURE_H

#include "ed25519.h"
#include "file_view.h"
#include "../include/uapi/kacs/signature.h"

#define KACS_SHA256_BYTES 32u

/* The 65 bytes of a signature's section; not in the file: the attribute's. */
struct kacs_signature_place {
	bool in_file;
	u64 offset;
};

/* What a key gives to whom it has signed. */
struct kacs_trust {
	u32 type;
	u32 trust;
};

/**
 * kacs_signature_find - look for the section of the signature
 * @file: the file
 * @place: out: where it is
 * @error: out: reason and offset on failure, may be NULL
 *
 * Once there is an entry of that name in the section table, the extended
 * attribute does not count: an entry that is not right is an error.
 *
 * Return: 0; what kacs_elf_open() returns; KACS_E_CONFLICT for two such
 * sections; KACS_E_SIGNATURE_SECTION for one that is not 65 bytes of
 * SHT_PROGBITS; KACS_E_OFFSET for one outside of the file, or in the bytes that
 * say where it is: the header, the section table and the names.
 */
int kacs_signature_find(const struct kacs_file_view *file,
			struct kacs_signature_place *place,
			struct kacs_file_error *error);

/**
 * kacs_signature_blank - make a piece of a file what is hashed of it
 * @place: of kacs_signature_find()
 * @offset: of the piece, from the start of the file
 * @bytes: the piece; the part of it that is the section becomes zero
 * @len: bytes in it
 */
void kacs_signature_blank(const struct kacs_signature_place *place, u64 offset,
			  u8 *bytes, u32 len);

/**
 * kacs_signature_parse - hold the bytes of a signature to their form
 * @bytes: what is in the section or the attribute
 * @len: bytes in it
 * @error: out: reason and offset on failure, may be NULL
 *
 * Return: 0; KACS_E_TRUNCATED or KACS_E_TRAILING for other than 65 bytes;
 * KACS_E_REVISION for another version.
 */
int kacs_signature_parse(const u8 *bytes, u32 len, struct kacs_error *error);

/**
 * kacs_signature_trust - the first key that made the signature
 * @keys: KACS_SIGNING_KEY_BYTES each, up to one that is all zero or the end
 * @len: bytes in it
 * @signature: accepted by kacs_signature_parse()
 * @digest: KACS_SHA256_BYTES, the hash of the file
 * @sha512: for Ed25519
 * @trust: out: what the key gives; none when no key made it
 *
 * Return: the index of the key, or -1.
 */
int kacs_signature_trust(const u8 *keys, u32 len, const u8 *signature,
			 const u8 *digest, kacs_sha512 sha512,
			 struct kacs_trust *trust);

#endif /* KACS_CORE_SIGNATURE_H */
