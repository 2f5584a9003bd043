/** Where a part of the expression stands: offsets into its text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface Matcher extends Place {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group?: 'left' | 'right';
  readonly include: readonly string[];
}

export interface Binary extends Place {
  readonly kind: 'binary';
  readonly op: string;
  readonly opAt: Place;
  readonly bool: boolean;
  readonly fill: boolean;
  readonly matching?: Matching;
  readonly left: Expr;
  readonly right: Expr;
}

export interface Selector extends Place {
  readonly kind: 'selector';
  readonly name?: string;
  /** Names given in quotes or as `__name__`, too. */
  readonly matchers: readonly Matcher[];
}

export type Modifier = 'offset' | '@' | 'anchored' | 'smoothed';

export type Expr =
  | (Place & { readonly kind: 'number'; readonly value: number })
  | (Place & { readonly kind: 'string'; readonly value: string })
  | Selector
  | (Place & { readonly kind: 'range'; readonly inner: Expr; readonly length: string })
  | (Place & { readonly kind: 'subquery'; readonly inner: Expr; readonly length: string })
  | (Place & { readonly kind: 'modified'; readonly modifier: Modifier; readonly inner: Expr })
  | (Place & { readonly kind: 'paren'; readonly inner: Expr })
  | (Place & { readonly kind: 'unary'; readonly op: string; readonly inner: Expr })
  | Binary
  | (Place & { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] })
  | (Place & { readonly kind: 'aggregate'; readonly name: string; readonly args: readonly Expr[] });

/** The expressions directly inside one. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'binary':
      return [expr.left, expr.right];
    case 'call':
    case 'aggregate':
      return expr.args;
    case 'range':
    case 'subquery':
    case 'modified':
    case 'paren':
    case 'unary':
      return [expr.inner];
    case 'number':
    case 'string':
    case 'selector':
      return [];
  }
}

export const withoutParens = (expr: Expr): Expr => (expr.kind === 'paren' ? withoutParens(expr.inner) : expr);

/** Every selector of the expression, from left to right. */
export function selectorsOf(expr: Expr): Selector[] {
  return expr.kind === 'selector' ? [expr] : childrenOf(expr).flatMap(selectorsOf);
}
