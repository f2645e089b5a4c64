/*
 * The wire of PROTOCOL.md for a small radio MCU: sealing, receipts, counters and lines. C99, no heap, no library.
 * Every step is checked against vectors/golden.json. The S-box is a table: on a part with a data cache use its AES unit.
 */
#ifndef PIAOJUE_H
#define PIAOJUE_H

#include <stddef.h>
#include <stdint.h>

#define PJ_BALLOT 16
#define PJ_FRAME 34
#define PJ_PRESENCE 18
#define PJ_RECEIPT 15
#define PJ_WRITTEN 28
#define PJ_EEPROM 60
#define PJ_LINE 160

typedef struct {
  uint8_t round[176];
} pj_aes;

typedef struct {
  pj_aes aes;
  uint8_t k1[16], k2[16];
} pj_mac;

typedef struct {
  uint16_t keypad, round;
  uint32_t counter;
  uint8_t tag[8]; /* the ballot's tag, or the mac of the sign-in with round 0 */
} pj_answered;

typedef enum { PJ_UP, PJ_DOWN, PJ_ROLL } pj_use;

/* LINE4. Start with crc = 0xFFFF. */
uint16_t pj_crc16(uint16_t crc, const uint8_t *bytes, size_t length);
/* LINE1 to LINE4. Returns the length without LF, 0 where it does not fit. `out` has room for PJ_LINE. */
size_t pj_line(char *out, char type, uint16_t sequence, const uint8_t *payload, size_t length);

void pj_aes_key(pj_aes *aes, const uint8_t key[16]);
void pj_aes_block(const pj_aes *aes, const uint8_t in[16], uint8_t out[16]);
/* RFC 4493. */
void pj_mac_key(pj_mac *mac, const uint8_t key[16]);
void pj_cmac(const pj_mac *mac, const uint8_t *message, size_t length, uint8_t out[16]);

/* KEY3. `real`: 0 rehearsal, 1 real. */
void pj_derive(const pj_mac *device, pj_use use, uint8_t real, uint32_t provisioning, uint16_t keypad,
               const uint8_t sid[8], uint8_t out[16]);
/* KEY8: the device key of `epoch`, under that of the epoch before. */
void pj_next(const pj_mac *device, uint32_t provisioning, uint16_t keypad, uint16_t epoch, uint8_t out[16]);
/* PRV5: fills bytes 20 to 27 of a V whose first 20 stand. */
void pj_proof(const pj_mac *device, uint8_t written[PJ_WRITTEN]);
/* SEAL1 to SEAL4: header 10, ciphertext 16, tag 8. */
void pj_seal(const pj_aes *up, uint16_t keypad, uint16_t round, uint32_t counter, const uint8_t paper_hash[16],
             const uint8_t ballot[PJ_BALLOT], uint8_t frame[PJ_FRAME]);
/* SGN2: fills bytes 10 to 17 of a presence whose first 10 stand. */
void pj_sign(const pj_mac *roll, uint8_t presence[PJ_PRESENCE]);
/* RCP6: the status, or 0 for a receipt that the keypad must pass over. */
uint8_t pj_receipt(const pj_mac *down, const pj_mac *roll, const uint8_t receipt[PJ_RECEIPT], const pj_answered *frame);
/* BAL2: marks position 0 to 59 of a ballot of form 1 or 2 with 0 to 3. */
void pj_mark(uint8_t ballot[PJ_BALLOT], uint8_t position, uint8_t value);
/* BAL5: grades position 0 to 29 of a ballot of form 3 with 0 to 15. */
void pj_grade(uint8_t ballot[PJ_BALLOT], uint8_t position, uint8_t value);

/* CNT1 to CNT9. The caller's EEPROM; `write` may be cut at any byte. */
typedef struct {
  void (*read)(void *context, uint8_t offset, uint8_t *bytes, uint8_t length);
  void (*write)(void *context, uint8_t offset, const uint8_t *bytes, uint8_t length);
  void *context;
  uint32_t high_water, counter;
  uint8_t older, lost;
} pj_counter;
/* 0: must be provisioned anew. */
int pj_counter_boot(pj_counter *counter);
/* The next counter, 0: worn out. */
uint32_t pj_counter_next(pj_counter *counter);

/* KEY11, KEY12, PRV8: number, set and key, in the same EEPROM as the counter. */
typedef struct {
  void (*read)(void *context, uint8_t offset, uint8_t *bytes, uint8_t length);
  void (*write)(void *context, uint8_t offset, const uint8_t *bytes, uint8_t length);
  void *context;
  uint32_t provisioning;
  uint16_t keypad, epoch;
  uint8_t key[16], slot;
} pj_memory;
/* 0: must be provisioned. */
int pj_memory_boot(pj_memory *memory);
/* 0: not written, the former key stands. Only after a receipt that holds under a key of that epoch. */
int pj_memory_commit(pj_memory *memory, uint16_t epoch, const uint8_t key[16]);
/* 0: it did not read back. Both counter slots go to 0. */
int pj_memory_provision(pj_memory *memory, uint32_t provisioning, uint16_t keypad, uint16_t epoch,
                        const uint8_t key[16]);

#endif
