/*
 * Reads one request a line, words and hex, and prints what this code makes of it. c/golden.test.ts feeds it with
 * vectors/golden.json.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "piaojue.h"

static uint8_t arg[8][256];
static size_t size[8];

static void read_eeprom(void *context, uint8_t offset, uint8_t *bytes, uint8_t length) {
  memcpy(bytes, (uint8_t *)context + offset, length);
}
static void write_eeprom(void *context, uint8_t offset, const uint8_t *bytes, uint8_t length) {
  memcpy((uint8_t *)context + offset, bytes, length);
}

static uint32_t number(int i) {
  uint32_t value = 0;
  for (size_t k = 0; k < size[i]; k++) value = (value << 8) | arg[i][k];
  return value;
}
static void print(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) printf("%02x", bytes[i]);
  putchar('\n');
}

int main(void) {
  char text[1024];
  while (fgets(text, sizeof text, stdin)) {
    uint8_t out[64] = {0};
    int count = 0;
    char *word = strtok(text, " \n");
    if (!word) continue;
    for (char *part; count < 8 && (part = strtok(NULL, " \n")); count++) {
      size[count] = 0;
      if (*part == '-') continue; /* nothing */
      for (; part[0] && part[1]; part += 2) {
        char two[3] = {part[0], part[1], 0};
        arg[count][size[count]++] = (uint8_t)strtoul(two, NULL, 16);
      }
    }
    if (!strcmp(word, "crc")) {
      uint16_t crc = pj_crc16(0xFFFF, arg[0], size[0]);
      printf("%04X\n", crc);
    } else if (!strcmp(word, "line")) {
      char line[PJ_LINE];
      size_t length = pj_line(line, (char)arg[0][0], (uint16_t)number(1), arg[2], size[2]);
      printf("%.*s\n", (int)length, line);
    } else if (!strcmp(word, "cmac")) {
      pj_mac mac;
      pj_mac_key(&mac, arg[0]);
      pj_cmac(&mac, arg[1], size[1], out);
      print(out, 16);
    } else if (!strcmp(word, "derive")) {
      pj_mac device;
      pj_mac_key(&device, arg[0]);
      pj_derive(&device, (pj_use)number(1), (uint8_t)number(2), number(3), (uint16_t)number(4), arg[5], out);
      print(out, 16);
    } else if (!strcmp(word, "next")) {
      pj_mac device;
      pj_mac_key(&device, arg[0]);
      pj_next(&device, number(1), (uint16_t)number(2), (uint16_t)number(3), out);
      print(out, 16);
    } else if (!strcmp(word, "proof")) {
      pj_mac device;
      pj_mac_key(&device, arg[0]);
      memcpy(out, arg[1], 20);
      pj_proof(&device, out);
      print(out + 20, 8);
    } else if (!strcmp(word, "memory")) {
      pj_memory memory = {read_eeprom, write_eeprom, arg[0], 0, 0, 0, {0}, 0};
      if (pj_memory_boot(&memory)) {
        printf("%u %u %u ", (unsigned)memory.provisioning, memory.keypad, memory.epoch);
        for (int i = 0; i < 16; i++) printf("%02x", memory.key[i]);
        putchar(' ');
      }
      print(arg[0], PJ_EEPROM);
    } else if (!strcmp(word, "commit")) {
      pj_memory memory = {read_eeprom, write_eeprom, arg[0], 0, 0, 0, {0}, 0};
      pj_memory_boot(&memory);
      pj_memory_commit(&memory, (uint16_t)number(1), arg[2]);
      print(arg[0], PJ_EEPROM);
    } else if (!strcmp(word, "provision")) {
      pj_memory memory = {read_eeprom, write_eeprom, arg[0], 0, 0, 0, {0}, 0};
      pj_memory_provision(&memory, number(1), (uint16_t)number(2), (uint16_t)number(3), arg[4]);
      print(arg[0], PJ_EEPROM);
    } else if (!strcmp(word, "seal")) {
      pj_aes up;
      pj_aes_key(&up, arg[0]);
      pj_seal(&up, (uint16_t)number(1), (uint16_t)number(2), number(3), arg[4], arg[5], out);
      print(out, PJ_FRAME);
    } else if (!strcmp(word, "sign")) {
      pj_mac roll;
      pj_mac_key(&roll, arg[0]);
      memcpy(out, arg[1], 10);
      pj_sign(&roll, out);
      print(out, PJ_PRESENCE);
    } else if (!strcmp(word, "receipt")) {
      pj_mac down, roll;
      pj_answered frame = {(uint16_t)number(3), (uint16_t)number(4), number(5), {0}};
      memcpy(frame.tag, arg[6], 8);
      pj_mac_key(&down, arg[0]);
      pj_mac_key(&roll, arg[1]);
      printf("%u\n", pj_receipt(&down, &roll, arg[2], &frame));
    } else if (!strcmp(word, "marks")) {
      out[0] = 1;
      for (size_t i = 0; i < size[0]; i++) pj_mark(out, arg[0][i], 1);
      print(out, PJ_BALLOT);
    } else if (!strcmp(word, "answers")) {
      /* Every position twice: what stood there before is gone. */
      out[0] = arg[0][0];
      for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < size[1]; i++)
          (out[0] == 3 ? pj_grade : pj_mark)(out, (uint8_t)i, again ? arg[1][i] : 2);
      print(out, PJ_BALLOT);
    } else if (!strcmp(word, "boot")) {
      pj_counter counter = {read_eeprom, write_eeprom, arg[0], 0, 0, 0, 0};
      uint32_t next = pj_counter_boot(&counter) ? pj_counter_next(&counter) : 0;
      printf("%u ", next);
      print(arg[0], 12);
    } else {
      return 2;
    }
  }
  return 0;
}
