/** Most candidates on one paper, as in the contract, whose value would bring its schema library into the page. */
export const MAX_CANDIDATES_SHOWN = 60;
