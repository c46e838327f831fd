// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <stdio.h>
#include <stdlib.h>

#include "condition_test_support.h"
#include "condition_token.h"

static const struct {
	const char *name;
	u8 code;
} operators[] = {
	{"==", KACS_CODE_EQUAL},
	{"!=", KACS_CODE_NOT_EQUAL},
	{"<", KACS_CODE_LESS},
	{"<=", KACS_CODE_LESS_EQUAL},
	{">", KACS_CODE_GREATER},
	{">=", KACS_CODE_GREATER_EQUAL},
	{"Contains", KACS_CODE_CONTAINS},
	{"Exists", KACS_CODE_EXISTS},
	{"Any_of", KACS_CODE_ANY_OF},
	{"Member_of", KACS_CODE_MEMBER_OF},
	{"Device_Member_of", KACS_CODE_DEVICE_MEMBER_OF},
	{"Member_of_Any", KACS_CODE_MEMBER_OF_ANY},
	{"Device_Member_of_Any", KACS_CODE_DEVICE_MEMBER_OF_ANY},
	{"Not_Exists", KACS_CODE_NOT_EXISTS},
	{"Not_Contains", KACS_CODE_NOT_CONTAINS},
	{"Not_Any_of", KACS_CODE_NOT_ANY_OF},
	{"Not_Member_of", KACS_CODE_NOT_MEMBER_OF},
	{"Not_Device_Member_of", KACS_CODE_NOT_DEVICE_MEMBER_OF},
	{"Not_Member_of_Any", KACS_CODE_NOT_MEMBER_OF_ANY},
	{"Not_Device_Member_of_Any", KACS_CODE_NOT_DEVICE_MEMBER_OF_ANY},
	{"&&", KACS_CODE_AND},
	{"||", KACS_CODE_OR},
	{"!", KACS_CODE_NOT},
	{"@Local.", KACS_CODE_LOCAL},
	{"@User.", KACS_CODE_USER},
	{"@Resource.", KACS_CODE_RESOURCE},
	{"@Device.", KACS_CODE_DEVICE},
};

struct writer {
	u8 bytes[65536];
	u32 len;
	u32 open[64]; /* where the lengths of the composites stand */
	u32 depth;
};

static void put8(struct writer *w, u8 value)
{
	if (w->len == sizeof(w->bytes))
		abort();
	w->bytes[w->len++] = value;
}

static void put_many(struct writer *w, const u8 *bytes, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		put8(w, bytes[i]);
}

static void put_code(struct writer *w, u8 code, u32 len)
{
	u8 size[4];

	kacs_store_le32(size, len);
	put8(w, code);
	put_many(w, size, 4);
}

static void put_text(struct writer *w, u8 code, const char *text, u32 len)
{
	u32 i;

	put_code(w, code, 2 * len);
	for (i = 0; i < len; i++) {
		put8(w, (u8)text[i]);
		put8(w, 0);
	}
}

static void put_number(struct writer *w, const char *word)
{
	u8 value[8];

	kacs_store_le64(value, (u64)strtoll(word, NULL, 10));
	put8(w, KACS_CODE_INT64);
	put_many(w, value, 8);
	put8(w, *word == '-' ? 2 : 3);
	put8(w, 2);
}

static void close_composite(struct writer *w)
{
	u32 at = w->open[--w->depth];

	kacs_store_le32(w->bytes + at, w->len - at - 4);
}

/* An operator, or an attribute of a namespace. */
static void put_named(struct writer *w, const char *word)
{
	size_t i, len;

	for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		len = strlen(operators[i].name);
		if (operators[i].code >= KACS_CODE_LOCAL &&
		    strncmp(word, operators[i].name, len) == 0) {
			put_text(w, operators[i].code, word + len,
				 (u32)strlen(word + len));
			return;
		}
		if (strcmp(word, operators[i].name) == 0) {
			put8(w, operators[i].code);
			return;
		}
	}
	fprintf(stderr, "no such word in a condition: %s\n", word);
	abort();
}

static void put_word(struct writer *w, const char *word)
{
	struct kacs_sid sid;

	if (strcmp(word, "{") == 0) {
		put_code(w, KACS_CODE_COMPOSITE, 0);
		w->open[w->depth++] = w->len - 4;
	} else if (strcmp(word, "}") == 0) {
		close_composite(w);
	} else if (*word == '\'') {
		put_text(w, KACS_CODE_STRING, word + 1, (u32)strlen(word) - 2);
	} else if (*word == '#') {
		put_code(w, KACS_CODE_OCTETS, (u32)strlen(word) - 1);
		put_many(w, (const u8 *)word + 1, (u32)strlen(word) - 1);
	} else if (strncmp(word, "S-1-", 4) == 0) {
		sid = test_sid(word);
		put_code(w, KACS_CODE_SID, sid.len);
		put_many(w, sid.bytes, sid.len);
	} else if ((*word >= '0' && *word <= '9') ||
		   (*word == '-' && word[1])) {
		put_number(w, word);
	} else {
		put_named(w, word);
	}
}

struct test_bytes test_condition(const char *words)
{
	struct writer *w = calloc(1, sizeof(*w));
	struct test_bytes bytes;
	char *copy = strdup(words);
	char *word, *rest;

	if (!w || !copy)
		abort();
	put_many(w, (const u8 *)"artx", 4);
	for (word = strtok_r(copy, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest))
		put_word(w, word);
	while (w->len % 4)
		put8(w, KACS_CODE_PADDING);
	bytes = test_copy(w->bytes, w->len);
	free(w);
	free(copy);
	return bytes;
}

/* Bytes between an object ACE's mask and its end. */
struct body {
	u8 bytes[256];
	u32 len;
};

struct test_ace test_object_ace(u8 type, u32 mask, u8 guid, const char *name,
				const char *condition)
{
	struct kacs_sid sid = test_sid(name);
	struct body body = {{0}, 0};
	struct test_bytes words;

	kacs_store_le32(body.bytes, guid ? KACS_ACE_OBJECT_TYPE_PRESENT : 0);
	body.len = 4;
	if (guid) {
		body.bytes[4] = guid;
		body.len += 16;
	}
	memcpy(body.bytes + body.len, sid.bytes, sid.len);
	body.len += sid.len;
	if (condition) {
		words = test_condition(condition);
		memcpy(body.bytes + body.len, words.bytes, words.len);
		body.len += words.len;
	}
	return (struct test_ace){
		type,
		0,
		mask,
		NULL,
		(const char *)test_copy(body.bytes, body.len).bytes,
		body.len};
}

struct kacs_condition test_prepare_condition(struct test_bytes bytes)
{
	struct test_bytes notes;
	u32 words;

	if (kacs_condition_measure(bytes.bytes, bytes.len, 0, &words, NULL))
		abort();
	notes = test_copy(bytes.bytes, 4 * words);
	return kacs_condition_prepare(bytes.bytes, bytes.len,
				      (u32 *)(void *)notes.bytes);
}
