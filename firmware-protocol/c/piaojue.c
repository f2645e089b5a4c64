#include "piaojue.h"

#include <string.h>

static void put16(uint8_t *out, uint16_t value) {
  out[0] = (uint8_t)(value >> 8);
  out[1] = (uint8_t)value;
}
static void put32(uint8_t *out, uint32_t value) {
  put16(out, (uint16_t)(value >> 16));
  put16(out + 2, (uint16_t)value);
}
static uint16_t get16(const uint8_t *in) { return (uint16_t)((in[0] << 8) | in[1]); }
static uint32_t get32(const uint8_t *in) { return ((uint32_t)get16(in) << 16) | get16(in + 2); }
static void xor16(uint8_t *to, const uint8_t *from) {
  for (int i = 0; i < 16; i++) to[i] ^= from[i];
}

uint16_t pj_crc16(uint16_t crc, const uint8_t *bytes, size_t length) {
  while (length--) {
    crc ^= (uint16_t)(*bytes++ << 8);
    for (int i = 0; i < 8; i++) crc = (uint16_t)(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
  }
  return crc;
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char hex[] = "0123456789ABCDEF";

size_t pj_line(char *out, char type, uint16_t sequence, const uint8_t *payload, size_t length) {
  size_t at = 0, size = 4 + (length * 4 + 2) / 3 + 4;
  uint16_t crc;
  if (size + 1 > PJ_LINE) return 0;
  out[at++] = '$';
  out[at++] = type;
  out[at++] = digits[(sequence >> 6) & 63];
  out[at++] = digits[sequence & 63];
  for (size_t i = 0; i < length; i += 3) {
    uint32_t three = (uint32_t)payload[i] << 16;
    if (i + 1 < length) three |= (uint32_t)payload[i + 1] << 8;
    if (i + 2 < length) three |= payload[i + 2];
    out[at++] = digits[three >> 18];
    out[at++] = digits[(three >> 12) & 63];
    if (i + 1 < length) out[at++] = digits[(three >> 6) & 63];
    if (i + 2 < length) out[at++] = digits[three & 63];
  }
  crc = pj_crc16(0xFFFF, (const uint8_t *)out + 1, at - 1);
  for (int shift = 12; shift >= 0; shift -= 4) out[at++] = hex[(crc >> shift) & 15];
  return at;
}

static const uint8_t sbox[256] = {
    0x63, 0x7c, 0x77, 0x7b, 0xf2, 0x6b, 0x6f, 0xc5, 0x30, 0x01, 0x67, 0x2b, 0xfe, 0xd7, 0xab, 0x76,
    0xca, 0x82, 0xc9, 0x7d, 0xfa, 0x59, 0x47, 0xf0, 0xad, 0xd4, 0xa2, 0xaf, 0x9c, 0xa4, 0x72, 0xc0,
    0xb7, 0xfd, 0x93, 0x26, 0x36, 0x3f, 0xf7, 0xcc, 0x34, 0xa5, 0xe5, 0xf1, 0x71, 0xd8, 0x31, 0x15,
    0x04, 0xc7, 0x23, 0xc3, 0x18, 0x96, 0x05, 0x9a, 0x07, 0x12, 0x80, 0xe2, 0xeb, 0x27, 0xb2, 0x75,
    0x09, 0x83, 0x2c, 0x1a, 0x1b, 0x6e, 0x5a, 0xa0, 0x52, 0x3b, 0xd6, 0xb3, 0x29, 0xe3, 0x2f, 0x84,
    0x53, 0xd1, 0x00, 0xed, 0x20, 0xfc, 0xb1, 0x5b, 0x6a, 0xcb, 0xbe, 0x39, 0x4a, 0x4c, 0x58, 0xcf,
    0xd0, 0xef, 0xaa, 0xfb, 0x43, 0x4d, 0x33, 0x85, 0x45, 0xf9, 0x02, 0x7f, 0x50, 0x3c, 0x9f, 0xa8,
    0x51, 0xa3, 0x40, 0x8f, 0x92, 0x9d, 0x38, 0xf5, 0xbc, 0xb6, 0xda, 0x21, 0x10, 0xff, 0xf3, 0xd2,
    0xcd, 0x0c, 0x13, 0xec, 0x5f, 0x97, 0x44, 0x17, 0xc4, 0xa7, 0x7e, 0x3d, 0x64, 0x5d, 0x19, 0x73,
    0x60, 0x81, 0x4f, 0xdc, 0x22, 0x2a, 0x90, 0x88, 0x46, 0xee, 0xb8, 0x14, 0xde, 0x5e, 0x0b, 0xdb,
    0xe0, 0x32, 0x3a, 0x0a, 0x49, 0x06, 0x24, 0x5c, 0xc2, 0xd3, 0xac, 0x62, 0x91, 0x95, 0xe4, 0x79,
    0xe7, 0xc8, 0x37, 0x6d, 0x8d, 0xd5, 0x4e, 0xa9, 0x6c, 0x56, 0xf4, 0xea, 0x65, 0x7a, 0xae, 0x08,
    0xba, 0x78, 0x25, 0x2e, 0x1c, 0xa6, 0xb4, 0xc6, 0xe8, 0xdd, 0x74, 0x1f, 0x4b, 0xbd, 0x8b, 0x8a,
    0x70, 0x3e, 0xb5, 0x66, 0x48, 0x03, 0xf6, 0x0e, 0x61, 0x35, 0x57, 0xb9, 0x86, 0xc1, 0x1d, 0x9e,
    0xe1, 0xf8, 0x98, 0x11, 0x69, 0xd9, 0x8e, 0x94, 0x9b, 0x1e, 0x87, 0xe9, 0xce, 0x55, 0x28, 0xdf,
    0x8c, 0xa1, 0x89, 0x0d, 0xbf, 0xe6, 0x42, 0x68, 0x41, 0x99, 0x2d, 0x0f, 0xb0, 0x54, 0xbb, 0x16,
};

static uint8_t twice(uint8_t x) { return (uint8_t)((x << 1) ^ (x & 0x80 ? 0x1b : 0)); }

void pj_aes_key(pj_aes *aes, const uint8_t key[16]) {
  uint8_t rcon = 1, *w = aes->round;
  memcpy(w, key, 16);
  for (int i = 16; i < 176; i += 4) {
    uint8_t t[4];
    memcpy(t, w + i - 4, 4);
    if (i % 16 == 0) {
      uint8_t first = t[0];
      t[0] = (uint8_t)(sbox[t[1]] ^ rcon);
      t[1] = sbox[t[2]];
      t[2] = sbox[t[3]];
      t[3] = sbox[first];
      rcon = twice(rcon);
    }
    for (int j = 0; j < 4; j++) w[i + j] = (uint8_t)(w[i + j - 16] ^ t[j]);
  }
}

void pj_aes_block(const pj_aes *aes, const uint8_t in[16], uint8_t out[16]) {
  uint8_t s[16], t[16];
  memcpy(s, in, 16);
  xor16(s, aes->round);
  for (int round = 1; round <= 10; round++) {
    for (int i = 0; i < 16; i++) t[i] = sbox[s[(i * 5) % 16]]; /* SubBytes and ShiftRows */
    for (int c = 0; c < 16; c += 4) {
      uint8_t all = (uint8_t)(t[c] ^ t[c + 1] ^ t[c + 2] ^ t[c + 3]);
      for (int i = 0; i < 4; i++) {
        uint8_t mixed = (uint8_t)(t[c + i] ^ all ^ twice((uint8_t)(t[c + i] ^ t[c + (i + 1) % 4])));
        s[c + i] = round < 10 ? mixed : t[c + i];
      }
    }
    xor16(s, aes->round + 16 * round);
  }
  memcpy(out, s, 16);
}

static void doubled(const uint8_t in[16], uint8_t out[16]) {
  for (int i = 0; i < 16; i++) out[i] = (uint8_t)((in[i] << 1) | (i < 15 ? in[i + 1] >> 7 : 0));
  if (in[0] & 0x80) out[15] ^= 0x87;
}

void pj_mac_key(pj_mac *mac, const uint8_t key[16]) {
  uint8_t zero[16] = {0};
  pj_aes_key(&mac->aes, key);
  pj_aes_block(&mac->aes, zero, zero);
  doubled(zero, mac->k1);
  doubled(mac->k1, mac->k2);
}

void pj_cmac(const pj_mac *mac, const uint8_t *message, size_t length, uint8_t out[16]) {
  uint8_t x[16] = {0}, last[16] = {0};
  while (length > 16) {
    xor16(x, message);
    pj_aes_block(&mac->aes, x, x);
    message += 16;
    length -= 16;
  }
  if (length) memcpy(last, message, length);
  if (length < 16) last[length] = 0x80;
  xor16(last, length == 16 ? mac->k1 : mac->k2);
  xor16(x, last);
  pj_aes_block(&mac->aes, x, out);
}

void pj_derive(const pj_mac *device, pj_use use, uint8_t real, uint32_t provisioning, uint16_t keypad,
               const uint8_t sid[8], uint8_t out[16]) {
  static const char labels[3][6] = {"PJ-UP", "PJ-DN", "PJ-RO"};
  uint8_t input[30] = {0, 0, 0, 1};
  memcpy(input + 4, labels[use], 5);
  input[10] = 1;
  input[11] = real;
  put32(input + 12, provisioning);
  put16(input + 16, keypad);
  memcpy(input + 18, sid, 8);
  put32(input + 26, 128);
  pj_cmac(device, input, sizeof input, out);
}

void pj_next(const pj_mac *device, uint32_t provisioning, uint16_t keypad, uint16_t epoch, uint8_t out[16]) {
  uint8_t input[25] = {0, 0, 0, 1, 'P', 'J', '-', 'N', 'E', 'X', 'T', 0, 1};
  put32(input + 13, provisioning);
  put16(input + 17, keypad);
  put16(input + 19, epoch);
  put32(input + 21, 128);
  pj_cmac(device, input, sizeof input, out);
}

void pj_proof(const pj_mac *device, uint8_t written[PJ_WRITTEN]) {
  uint8_t input[26] = {'P', 'J', '-', 'P', 'V', 1}, mac[16];
  memcpy(input + 6, written, 20);
  pj_cmac(device, input, sizeof input, mac);
  memcpy(written + 20, mac, 8);
}

void pj_seal(const pj_aes *up, uint16_t keypad, uint16_t round, uint32_t counter, const uint8_t paper_hash[16],
             const uint8_t ballot[PJ_BALLOT], uint8_t frame[PJ_FRAME]) {
  uint8_t x[16] = {0x59, 0x01}, a[16] = {0x01, 0x01}, block[16] = {0};
  put16(frame, keypad);
  put16(frame + 2, round);
  put32(frame + 4, counter);
  memcpy(frame + 8, paper_hash, 2);
  memcpy(x + 2, frame, 8);
  memcpy(a + 2, frame, 8);
  x[15] = PJ_BALLOT;
  pj_aes_block(up, x, x);
  block[1] = 26;
  memcpy(block + 2, frame, 10);
  memcpy(block + 12, paper_hash, 4);
  xor16(x, block);
  pj_aes_block(up, x, x);
  memset(block, 0, 16);
  memcpy(block, paper_hash + 4, 12);
  xor16(x, block);
  pj_aes_block(up, x, x);
  xor16(x, ballot);
  pj_aes_block(up, x, x);
  pj_aes_block(up, a, block);
  xor16(x, block);
  a[15] = 1;
  pj_aes_block(up, a, block);
  xor16(block, ballot);
  memcpy(frame + 10, block, 16);
  memcpy(frame + 26, x, 8);
}

void pj_sign(const pj_mac *roll, uint8_t presence[PJ_PRESENCE]) {
  uint8_t input[11] = {3}, mac[16];
  memcpy(input + 1, presence, 10);
  pj_cmac(roll, input, sizeof input, mac);
  memcpy(presence + 10, mac, 8);
}

enum { COUNTED = 1, CLOSED = 3, COUNTER = 5, OTHER_PAPER = 6, BUSY = 7, LAST_STATUS = 9 };

uint8_t pj_receipt(const pj_mac *down, const pj_mac *roll, const uint8_t receipt[PJ_RECEIPT], const pj_answered *frame) {
  uint8_t input[22] = {2}, mac[16], differs = 0, status = receipt[6];
  int by_down = status == COUNTED || status == COUNTER || status == OTHER_PAPER || status == BUSY;
  if (status < 1 || status > LAST_STATUS || get16(receipt) != frame->keypad) return 0;
  if (status != CLOSED && status != COUNTER && get32(receipt + 2) != frame->counter) return 0;
  input[1] = status;
  put16(input + 2, frame->keypad);
  put16(input + 4, frame->round);
  put32(input + 6, frame->counter);
  memcpy(input + 10, receipt + 2, 4);
  memcpy(input + 14, frame->tag, 8);
  pj_cmac(by_down ? down : roll, input, sizeof input, mac);
  for (int i = 0; i < 8; i++) differs |= (uint8_t)(mac[i] ^ receipt[7 + i]);
  return differs ? 0 : status;
}

void pj_mark(uint8_t ballot[PJ_BALLOT], uint8_t position, uint8_t value) {
  uint8_t shift = (uint8_t)(6 - 2 * (position & 3)), *byte = ballot + 1 + (position >> 2);
  *byte = (uint8_t)((*byte & ~(3 << shift)) | ((value & 3) << shift));
}

void pj_grade(uint8_t ballot[PJ_BALLOT], uint8_t position, uint8_t value) {
  uint8_t shift = (uint8_t)(4 - 4 * (position & 1)), *byte = ballot + 1 + (position >> 1);
  *byte = (uint8_t)((*byte & ~(15 << shift)) | ((value & 15) << shift));
}

#define STEP 256
#define WORN_OUT 0xFFFFFF00u

static int read_slot(const pj_counter *c, uint8_t slot, uint32_t *value) {
  uint8_t bytes[6];
  c->read(c->context, (uint8_t)(slot * 6), bytes, 6);
  *value = get32(bytes);
  return pj_crc16(0xFFFF, bytes, 4) == get16(bytes + 4);
}

static int raise(pj_counter *c) {
  uint8_t bytes[6];
  uint32_t back;
  if (c->high_water >= WORN_OUT) return 0;
  put32(bytes, c->high_water + STEP);
  put16(bytes + 4, pj_crc16(0xFFFF, bytes, 4));
  c->write(c->context, (uint8_t)(c->older * 6), bytes, 6);
  if (!read_slot(c, c->older, &back) || back != c->high_water + STEP) return 0;
  c->high_water += STEP;
  c->older ^= 1;
  return 1;
}

int pj_counter_boot(pj_counter *c) {
  uint32_t slot[2];
  int valid0 = read_slot(c, 0, &slot[0]), valid1 = read_slot(c, 1, &slot[1]);
  if (!valid0 && !valid1) return 0;
  c->lost = (uint8_t)(!valid0 || !valid1);
  c->older = (uint8_t)(!valid0 ? 0 : !valid1 ? 1 : slot[0] <= slot[1] ? 0 : 1);
  c->counter = c->high_water = slot[c->older ^ 1];
  return 1;
}

uint32_t pj_counter_next(pj_counter *c) {
  if (c->lost) {
    if (!raise(c)) return 0;
    c->lost = 0;
    c->counter = c->high_water;
  }
  if (c->counter >= WORN_OUT || (c->counter >= c->high_water && !raise(c))) return 0;
  return ++c->counter;
}

#define COUNTER_SLOT 6
#define KEY_SLOT 20
#define IDENTITY_SLOT 8
#define IDENTITY_AT 52
#define EMPTY 0xFFFF

static uint8_t key_at(uint8_t slot) { return (uint8_t)(2 * COUNTER_SLOT + slot * KEY_SLOT); }

/* Records are emptied by their first two bytes and filled by them last: a write that is cut is never taken for whole. */
static void empty_record(pj_memory *m, uint8_t at) {
  uint8_t head[2];
  m->read(m->context, at, head, 2);
  if (get16(head) == EMPTY) return;
  put16(head, EMPTY);
  m->write(m->context, at, head, 2);
}
static void fill_record(pj_memory *m, uint8_t at, uint8_t *record, uint8_t length) {
  put16(record + length - 2, pj_crc16(0xFFFF, record, length - 2u));
  m->write(m->context, (uint8_t)(at + 2), record + 2, (uint8_t)(length - 2));
  m->write(m->context, at, record, 2);
}
static int read_record(pj_memory *m, uint8_t at, uint8_t *record, uint8_t length) {
  m->read(m->context, at, record, length);
  return get16(record) != EMPTY && pj_crc16(0xFFFF, record, length - 2u) == get16(record + length - 2);
}

static void erase_key(pj_memory *m, uint8_t slot) {
  uint8_t rest[KEY_SLOT - 2], blank = 0xFF, at = key_at(slot);
  empty_record(m, at);
  m->read(m->context, (uint8_t)(at + 2), rest, sizeof rest);
  for (size_t i = 0; i < sizeof rest; i++) blank &= rest[i];
  if (blank == 0xFF) return;
  memset(rest, 0xFF, sizeof rest);
  m->write(m->context, (uint8_t)(at + 2), rest, sizeof rest);
}
static int write_key(pj_memory *m, uint8_t slot, uint16_t epoch, const uint8_t key[16]) {
  uint8_t record[KEY_SLOT], back[KEY_SLOT], at = key_at(slot);
  put16(record, epoch);
  memcpy(record + 2, key, 16);
  empty_record(m, at);
  fill_record(m, at, record, KEY_SLOT);
  return read_record(m, at, back, KEY_SLOT) && !memcmp(back, record, KEY_SLOT);
}
static int read_identity(pj_memory *m) {
  uint8_t record[IDENTITY_SLOT];
  if (!read_record(m, IDENTITY_AT, record, IDENTITY_SLOT) || get16(record) == 0) return 0;
  m->keypad = get16(record);
  m->provisioning = get32(record + 2);
  return 1;
}

int pj_memory_boot(pj_memory *m) {
  uint8_t record[2][KEY_SLOT];
  int valid0 = read_record(m, key_at(0), record[0], KEY_SLOT), valid1 = read_record(m, key_at(1), record[1], KEY_SLOT);
  if (!read_identity(m) || (!valid0 && !valid1)) return 0;
  m->slot = (uint8_t)(valid1 && (!valid0 || get16(record[1]) > get16(record[0])));
  m->epoch = get16(record[m->slot]);
  memcpy(m->key, record[m->slot] + 2, 16);
  erase_key(m, m->slot ^ 1);
  return 1;
}

int pj_memory_commit(pj_memory *m, uint16_t epoch, const uint8_t key[16]) {
  uint8_t next = m->slot ^ 1;
  if (epoch <= m->epoch) return 0;
  if (!write_key(m, next, epoch, key)) {
    erase_key(m, next);
    return 0;
  }
  erase_key(m, m->slot);
  m->slot = next;
  m->epoch = epoch;
  memcpy(m->key, key, 16);
  return 1;
}

int pj_memory_provision(pj_memory *m, uint32_t provisioning, uint16_t keypad, uint16_t epoch, const uint8_t key[16]) {
  uint8_t record[IDENTITY_SLOT], counter[COUNTER_SLOT] = {0}, back[COUNTER_SLOT];
  empty_record(m, IDENTITY_AT);
  erase_key(m, 1);
  if (!write_key(m, 0, epoch, key)) return 0;
  put16(counter + 4, pj_crc16(0xFFFF, counter, 4));
  for (uint8_t slot = 0; slot < 2; slot++) {
    m->write(m->context, (uint8_t)(slot * COUNTER_SLOT), counter, COUNTER_SLOT);
    m->read(m->context, (uint8_t)(slot * COUNTER_SLOT), back, COUNTER_SLOT);
    if (memcmp(back, counter, COUNTER_SLOT)) return 0;
  }
  put16(record, keypad);
  put32(record + 2, provisioning);
  fill_record(m, IDENTITY_AT, record, IDENTITY_SLOT);
  return read_identity(m) && m->keypad == keypad && m->provisioning == provisioning;
}
