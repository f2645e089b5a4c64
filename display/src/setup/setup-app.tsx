export function SetupApp(_: { readonly link: unknown }) {
  return null;
}
