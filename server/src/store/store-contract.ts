import { describe, expect, it } from 'vitest';
import type { Profile } from '@piaojue/contract/profile';
import { motionData } from '../rules/test-contest.ts';
import { brokenRow } from './record-chain.ts';
import { testRound, testSitting } from './test-rows.ts';
import type { AgendaRow, PresenceRow, SeatRow, Store } from './store.ts';

/** One store to test, on a place of its own. */
export interface StoreUnderTest {
  /** Opens the place; again after `close` with all that stands in it. */
  open(): Store;
  /** Changes what a row of the record says, behind the back of the store, which is closed. */
  forgeRecord(seq: number): void;
  /** Removes the place. */
  dispose(): void;
}

const seat = (slot: number, keypad = slot + 1): SeatRow => ({
  slot,
  name: `代表${slot}`,
  group: '第一组',
  keypad,
  generation: 0,
});

const signedIn = (slot: number, counter: number): PresenceRow => ({
  slot,
  counter,
  mac: new Uint8Array(8).fill(counter & 255),
  state: 'present',
  late: false,
});

/** What every kind of store keeps. `make` gives a fresh, empty one for each test. */
export function storeContract(name: string, make: () => StoreUnderTest): void {
  /** Runs `work` on an open store, then `again` on the same place after it was closed and opened. */
  function twice(work: (store: Store) => void, again: (store: Store) => void): void {
    const place = make();
    try {
      const store = place.open();
      work(store);
      again(store);
      store.close();
      const reopened = place.open();
      again(reopened);
      reopened.close();
    } finally {
      place.dispose();
    }
  }
  const once = (work: (store: Store) => void): void => {
    const place = make();
    const store = place.open();
    try {
      work(store);
    } finally {
      store.close();
      place.dispose();
    }
  };

  describe(`store contract: ${name}`, () => {
    it('an empty store holds nothing', () => {
      once((store) => {
        expect([store.sitting(), store.round(1), store.commandAnswer('x'), store.counted(1)]).toEqual([
          undefined,
          undefined,
          undefined,
          0,
        ]);
        expect([store.seats(), store.presence(), store.rounds(), store.record(), store.agenda()]).toEqual([
          [],
          [],
          [],
          [],
          [],
        ]);
      });
    });

    it('keeps the sitting, and only the last one put', () => {
      const later = testSitting({ signInOpen: true, sid: new Uint8Array(8).fill(255) });
      twice(
        (store) => {
          store.putSitting(testSitting());
          expect(store.sitting()).toEqual(testSitting());
          store.putSitting(later);
        },
        (store) => expect(store.sitting()).toEqual(later),
      );
    });

    it('keeps the seats in the order of their slots; a new roll takes the place of the old, and nobody is present', () => {
      twice(
        (store) => {
          store.putSeats([seat(5), seat(6), seat(7)]);
          store.putPresence(signedIn(5, 1));
          store.putSeats([seat(1, 60_000), seat(0, 3)]);
        },
        (store) => {
          expect(store.seats()).toEqual([seat(0, 3), seat(1, 60_000)]);
          expect(store.presence()).toEqual([]);
        },
      );
    });

    it('gives one seat another keypad; only its deputy is no more present', () => {
      const next = { ...seat(1, 9), generation: 1 };
      twice(
        (store) => {
          store.putSeats([seat(0), seat(1), seat(2)]);
          for (const slot of [0, 1]) store.putPresence(signedIn(slot, 1));
          store.replaceKeypad(next);
          expect(() => store.replaceKeypad({ ...seat(2), keypad: 9, generation: 1 })).toThrow(/keypad/);
        },
        (store) => {
          expect(store.seats()).toEqual([seat(0), next, seat(2)]);
          expect(store.presence().map(({ slot }) => slot)).toEqual([0]);
        },
      );
    });

    it('refuses one keypad on two seats, and then keeps the old roll', () => {
      twice(
        (store) => {
          store.putSeats([seat(0)]);
          expect(() => store.putSeats([seat(3, 9), seat(4, 9)])).toThrow(/keypad/);
        },
        (store) => expect(store.seats()).toEqual([seat(0)]),
      );
    });

    it('keeps the last sign-in of each slot, in the order of slots, and how it stands', () => {
      twice(
        (store) => {
          for (const [slot, counter] of [
            [7, 1],
            [2, 4_294_967_295],
            [7, 3],
          ] as const)
            store.putPresence(signedIn(slot, counter));
          store.putPresence({ ...signedIn(3, 4), late: true });
          store.putPresence({ ...signedIn(1, 9), state: 'left' });
        },
        (store) =>
          expect(store.presence()).toEqual([
            { ...signedIn(1, 9), state: 'left' },
            signedIn(2, 4_294_967_295),
            { ...signedIn(3, 4), late: true },
            signedIn(7, 3),
          ]),
      );
    });

    it('with another plenary nobody is present, and the counters stay', () => {
      twice(
        (store) => {
          store.putPresence(signedIn(1, 5));
          store.putPresence({ ...signedIn(2, 6), late: true });
          store.putPresence({ ...signedIn(3, 7), state: 'left' });
          store.endPlenary();
        },
        (store) =>
          expect(store.presence()).toEqual(
            [signedIn(1, 5), signedIn(2, 6), signedIn(3, 7)].map((row) => ({ ...row, state: 'former' })),
          ),
      );
    });

    it('a round is drafted with an id of its own and comes back field by field', () => {
      twice(
        (store) => {
          const { id: _, state: __, ...fields } = testRound('draft');
          expect(store.createRound(fields)).toEqual({ ...fields, id: 1, state: 'draft' });
          expect(store.createRound({ ...fields, parent: 1, turn: 2 }).id).toBe(2);
        },
        (store) => {
          expect(store.rounds().map(({ id, state, turn }) => [id, state, turn])).toEqual([
            [1, 'draft', 1],
            [2, 'draft', 2],
          ]);
          expect(store.round(2)).toEqual({ ...testRound('draft'), id: 2, parent: 1, turn: 2 });
          expect(store.round(3)).toBeUndefined();
        },
      );
    });

    it('keeps a round of every state with all that belongs to it', () => {
      for (const state of ['ready', 'open', 'disputed', 'tallied', 'closed', 'aborted'] as const) {
        const round = testRound(state);
        twice(
          (store) => {
            store.createRound(testRound('draft'));
            store.putRound(round);
          },
          (store) => expect(store.round(1)).toEqual(round),
        );
      }
    });

    it('what a caller does later with a row that was put changes nothing in the store', () => {
      once((store) => {
        store.createRound(testRound('draft'));
        const round = testRound('closed');
        store.putRound(round);
        round.participation?.fill(0);
        round.counters?.fill(0);
        expect(store.round(1)).toEqual(testRound('closed'));
      });
    });

    it('ids are never used twice, also not of removed drafts or after a restart', () => {
      const place = make();
      const draft = testRound('draft');
      let store = place.open();
      store.createRound(draft);
      store.createRound(draft);
      store.removeDraft(2);
      expect(store.createRound(draft).id).toBe(3);
      store.removeDraft(3);
      store.close();
      store = place.open();
      expect(store.createRound(draft).id).toBe(4);
      expect(store.rounds().map(({ id }) => id)).toEqual([1, 4]);
      store.close();
      place.dispose();
    });

    it('only a draft can be removed', () => {
      twice(
        (store) => {
          store.createRound(testRound('draft'));
          store.putRound(testRound('ready'));
          store.removeDraft(1);
          store.removeDraft(77);
        },
        (store) => expect(store.rounds().map(({ id }) => id)).toEqual([1]),
      );
    });

    it('keeps the agenda in its order, and only the last one put', () => {
      const item = (id: string, over: Partial<AgendaRow> = {}): AgendaRow => ({
        id,
        title: `第${id}项`,
        kind: 'note',
        presenter: '',
        contest: null,
        roundId: null,
        begunAt: null,
        present: null,
        ...over,
      });
      const contest = testRound('draft').contest;
      const last = [
        item('b', { kind: 'plenary', begunAt: 7, present: 5 }),
        item('a', { kind: 'vote', contest, presenter: '镇长' }),
        item('c', { kind: 'vote', roundId: 3 }),
      ];
      twice(
        (store) => {
          expect(store.agenda()).toEqual([]);
          store.putAgenda([item('a'), item('x')]);
          store.putAgenda(last);
          expect(() =>
            store.transaction(() => {
              store.putAgenda([]);
              expect(store.agenda()).toEqual([]);
              throw new Error('no');
            }),
          ).toThrow('no');
        },
        (store) => expect(store.agenda()).toEqual(last),
      );
    });

    it('the number of ballots counted is one overwritten figure a round', () => {
      twice(
        (store) => {
          store.setCounted(1, 5);
          store.setCounted(2, 9);
          store.setCounted(1, 6);
        },
        (store) => expect([store.counted(1), store.counted(2), store.counted(3)]).toEqual([6, 9, 0]),
      );
    });

    it('who was heard is one overwritten bitmap a round, until it is taken away', () => {
      twice(
        (store) => {
          store.setHeard(1, Uint8Array.of(1, 0));
          store.setHeard(2, Uint8Array.of(9));
          store.setHeard(1, Uint8Array.of(5, 128));
          store.setHeard(2, null);
        },
        (store) => expect([store.heard(1), store.heard(2)]).toEqual([Uint8Array.of(5, 128), undefined]),
      );
    });

    it('the answer to a command is kept by its id', () => {
      twice(
        (store) => {
          store.putCommandAnswer('round:open a', '{"ok":true}');
          store.putCommandAnswer('round:open b', '{"ok":false}');
        },
        (store) => {
          expect(store.commandAnswer('round:open a')).toBe('{"ok":true}');
          expect(store.commandAnswer('round:open')).toBeUndefined();
        },
      );
    });

    it('the record is a hash chain from the first event on', () => {
      twice(
        (store) => {
          if (store.record().length) return;
          for (const n of [1, 2, 3])
            store.appendRecord(1000 * n, { event: `第${n}`, round: n, reason: null, ok: true, by: 'server' });
        },
        (store) => {
          const rows = store.record();
          expect(rows.map(({ seq, at, event }) => [seq, at, event])).toEqual(
            [1, 2, 3].map((n) => [n, 1000 * n, { event: `第${n}`, round: n, reason: null, ok: true, by: 'server' }]),
          );
          expect(new Set(rows.map(({ hash }) => hash)).size).toBe(3);
          expect(brokenRow(rows)).toBeUndefined();
          expect(brokenRow(rows.slice(1))?.seq).toBe(2);
          expect(brokenRow(rows.filter(({ seq }) => seq !== 2))?.seq).toBe(3);
          expect(brokenRow(rows.toReversed())?.seq).toBe(3);
          for (const change of [{ at: 1 }, { event: { event: 'other' } }, { hash: '0'.repeat(64) }, { seq: 9 }]) {
            expect(brokenRow(rows.map((row) => (row.seq === 2 ? { ...row, ...change } : row)))?.seq).toBe(
              'seq' in change ? 9 : 2,
            );
          }
        },
      );
    });

    it('a row of the record that was changed on the disk is found', () => {
      const place = make();
      const store = place.open();
      for (const n of [1, 2, 3]) store.appendRecord(n, { event: 'e', n, by: 'server' });
      store.close();
      place.forgeRecord(2);
      const forged = place.open();
      expect(brokenRow(forged.record())?.seq).toBe(2);
      forged.close();
      place.dispose();
    });

    it('a transaction that throws leaves nothing, and hands the error on', () => {
      twice(
        (store) => {
          store.putSitting(testSitting());
          store.createRound(testRound('draft'));
          const work = (): void => {
            store.putSitting(testSitting({ signInOpen: true }));
            store.putSeats([seat(0)]);
            store.putRound(testRound('closed'));
            store.createRound(testRound('draft'));
            store.setCounted(1, 3);
            store.putCommandAnswer('a', 'b');
            store.appendRecord(1, { event: 'e', by: 'server' });
            // What was read in the transaction must not be taken for what stands.
            expect(store.rounds().length).toBe(2);
            expect(store.round(1)?.state).toBe('closed');
            throw new Error('no');
          };
          expect(() => store.transaction(work)).toThrow('no');
        },
        (store) => {
          expect(store.sitting()).toEqual(testSitting());
          expect(store.rounds()).toEqual([testRound('draft')]);
          expect([store.seats(), store.record(), store.counted(1), store.commandAnswer('a')]).toEqual([
            [],
            [],
            0,
            undefined,
          ]);
        },
      );
    });

    it('a transaction inside another belongs to it', () => {
      twice(
        (store) => {
          expect(() =>
            store.transaction(() => {
              store.transaction(() => store.setCounted(1, 1));
              throw new Error('no');
            }),
          ).toThrow('no');
          store.transaction(() => {
            expect(() =>
              store.transaction(() => {
                store.createRound(testRound('draft'));
                throw new Error('inner');
              }),
            ).toThrow('inner');
            store.setCounted(2, 2);
          });
        },
        (store) => expect([store.counted(1), store.counted(2), store.rounds()]).toEqual([0, 2, []]),
      );
    });

    it('a transaction gives back the value of its work, and refuses a promise', () => {
      twice(
        (store) => {
          if (store.counted(1) === 0) expect(store.transaction(() => store.createRound(testRound('draft'))).id).toBe(1);
          const late = (): Promise<void> => {
            store.setCounted(1, 1);
            return Promise.resolve();
          };
          expect(() => store.transaction(late)).toThrow(/promise/);
        },
        (store) => expect([store.counted(1), store.rounds().length]).toEqual([0, 1]),
      );
    });

    it('every version of a profile, in the order in which they were made; none is written twice', () => {
      const profile = (id: string, version: number): Profile => ({
        id,
        version,
        name: { 'zh-CN': '规则', en: 'rules' },
        kind: 'resolution',
        rules: motionData().rules,
        readyMade: false,
      });
      const made = [profile('b', 1), profile('a', 2), profile('b', 2)];
      twice(
        (store) => {
          if (store.profiles().length > 0) return;
          for (const one of made) store.addProfile(one);
          expect(() => store.addProfile({ ...profile('a', 2), kind: 'election' })).toThrow(/UNIQUE/);
        },
        (store) => expect(store.profiles()).toEqual(made),
      );
    });

    it('its image is all of it, with what is in the journal', () => {
      once((store) => {
        store.putSitting(testSitting());
        store.appendRecord(1, { event: 'canary-in-the-image', by: 'server' });
        const image = Buffer.from(store.image());
        expect(image.includes('canary-in-the-image')).toBe(true);
        store.appendRecord(2, { event: 'later', by: 'server' });
        expect(image.includes('later')).toBe(false);
      });
    });

    it('goes on after a checkpoint', () => {
      twice(
        (store) => {
          store.setCounted(1, 1);
          store.checkpoint();
          store.setCounted(2, 2);
        },
        (store) => expect([store.counted(1), store.counted(2)]).toEqual([1, 2]),
      );
    });
  });
}
