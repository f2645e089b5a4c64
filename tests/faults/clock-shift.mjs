// Loaded before a program: its Date runs by as many ms wrong as the file PIAOJUE_CLOCK_FILE says, from the moment that it says so.
import { readFileSync } from 'node:fs';

const file = process.env.PIAOJUE_CLOCK_FILE;
const real = Date.now;
let shift = 0;
const look = () => {
  try {
    shift = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Not written yet.
  }
};
if (file) {
  look();
  setInterval(look, 50).unref();
  Date.now = () => real() + shift;
}
