import ts from 'typescript';

/** A text for people that stands in a program and not among the texts of its languages. */
export interface TextInCode {
  readonly line: number;
  readonly text: string;
}

/** What is read aloud or shown of an element besides its content. */
const SPOKEN = new Set([
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'alt',
  'title',
  'label',
  'placeholder',
  'description',
]);
const LETTERS = /\p{L}{2}|\p{Script=Han}/u;
const HAN = /\p{Script=Han}/u;
/** The switch to a language is written in that language, whatever the page speaks. */
const OWN_NAMES = new Set(['中文', 'English']);

/** `code`: one .ts or .tsx file of the pages. */
export function textInCode(path: string, code: string): TextInCode[] {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, kind);
  const found: TextInCode[] = [];
  const note = (node: ts.Node, text: string) =>
    OWN_NAMES.has(text.trim()) ||
    found.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, text: text.trim() });
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && LETTERS.test(node.text)) note(node, node.text);
    else if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText(source))) {
      const { initializer } = node;
      if (initializer !== undefined && ts.isStringLiteral(initializer) && LETTERS.test(initializer.text))
        note(node, initializer.text);
    } else if (
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      HAN.test(node.text)
    )
      note(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Every string and the fixed parts of every template of a program: where keys of texts can be named. */
export function literalsOf(path: string, code: string): { readonly whole: Set<string>; readonly patterns: RegExp[] } {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, kind);
  const whole = new Set<string>();
  const patterns: RegExp[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) whole.add(node.text);
    if (ts.isTemplateExpression(node)) {
      const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      // A template of hardly anything but values would name every key.
      if (parts.join('').replaceAll(/\W/g, '').length > 1 && parts.every((part) => /^[\w.-]*$/.test(part)))
        patterns.push(new RegExp(`^${parts.map((part) => part.replaceAll('.', String.raw`\.`)).join('[\\w-]+')}$`));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { whole, patterns };
}
