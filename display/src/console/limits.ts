/** Most candidates on one paper, as in the contract, whose value would bring its schema library into the page. */
export const MAX_CANDIDATES_SHOWN = 60;
/** … and most items on one ballot of grades. */
export const MAX_ITEMS_SHOWN = 30;
