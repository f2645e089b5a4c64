import type { SignInFigures } from '@piaojue/contract/officers-view';
import { countOf } from '../roll/people.ts';
import type { Roll } from '../roll/roll.ts';
import type { Store } from '../store/store.ts';
import { plenaryNow } from './agenda.ts';

/** Of the plenary that goes on (RULES §2 签到). */
export function signInFigures({ store, roll }: { readonly store: Store; readonly roll: Roll }): SignInFigures {
  const sitting = store.sitting();
  return {
    open: sitting?.signInOpen ?? false,
    plenary: plenaryNow(store.agenda())?.title ?? '',
    all: roll.all,
    present: roll.present.size,
    late: roll.late,
    left: roll.left,
    observers: countOf(sitting?.people?.observers ?? 0),
  };
}
