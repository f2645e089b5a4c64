/** One way to write a file so that a power cut leaves the old or the new one; the key file is written with it too. */
export { syncFolder, writeFileDurably } from '@piaojue/firmware-protocol/key-file/durable';
