import type { ScreenState } from '@piaojue/contract/console-view';
import type { ScreenPlace, ScreenView } from '@piaojue/contract/screen-view';
import { countOf } from '../roll/people.ts';
import { agendaView, courseOf, plenaryNow, quorumNow, roundNow } from './agenda.ts';
import type { Hall } from './hall.ts';
import { nextPicture } from './next-picture.ts';
import { pictureOf, type Scene } from './picture.ts';
import { FIRST_PAGE, followsHall, pagingAt, settingsAt, shownAt } from './screens.ts';

/** What makes one snapshot differ from another besides the hall itself. */
export interface Stamp {
  readonly rev: number;
  readonly run: string;
  readonly now: number;
}

/** How many screens of a place are there, and how many went away. */
export type ScreenLinks = Readonly<Record<ScreenPlace, Pick<ScreenState, 'connected' | 'late'>>>;
export const NO_SCREENS: ScreenLinks = { hall: { connected: 0, late: 0 }, presidium: { connected: 0, late: 0 } };

export const screenView = (hall: Hall, stamp: Stamp, place: ScreenPlace = 'hall'): ScreenView =>
  viewOf(hall, stamp, sceneAt(hall, place));

/** The screens of a place as the operator sees them: program and preview. */
export function screenState(hall: Hall, stamp: Stamp, place: ScreenPlace, links: ScreenLinks): ScreenState {
  const scene = sceneAt(hall, place);
  const view = viewOf(hall, stamp, scene);
  const follow = followsHall(hall.sitting, place);
  const next = follow ? { show: null, picture: null } : nextPicture(scene);
  return {
    view,
    next: next.picture && { ...view, picture: next.picture, paging: FIRST_PAGE },
    nextShow: next.show,
    follow,
    ...links[place],
  };
}

export function sceneAt(hall: Hall, place: ScreenPlace): Scene {
  const { store, roll, runner } = hall.parts;
  const { sitting } = hall;
  const course = courseOf(store);
  return {
    place,
    follows: place === 'hall' || followsHall(sitting, place),
    rounds: course.rounds,
    current: roundNow(course),
    agenda: agendaView(course),
    quorum: quorumNow(course),
    plenary: plenaryNow(course.agenda)?.title ?? '',
    observers: countOf(sitting.people?.observers ?? 0),
    shown: shownAt(sitting, place),
    signInOpen: sitting.signInOpen,
    all: roll.all,
    present: roll.present.size,
    returned: hall.returned(),
    live: runner.live,
    readings: sitting.readings ?? [],
    arrivals: settingsAt(sitting, place).arrivals ? hall.arrivals.names : [],
  };
}

function viewOf(hall: Hall, stamp: Stamp, scene: Scene): ScreenView {
  const { sitting } = hall;
  const picture = pictureOf(scene);
  return {
    ...stamp,
    rehearsal: sitting.mode === 'rehearsal',
    sitting: sitting.title,
    place: scene.place,
    hall: settingsAt(sitting, scene.place),
    picture,
    paging: pagingAt(sitting, scene.place, picture),
  };
}
