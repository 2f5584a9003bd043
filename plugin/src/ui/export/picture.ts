/** What of an element's look comes from style sheets, which a picture does not take along. */
const looks = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'shape-rendering',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
  'color',
];

/** The drawing as a file that stands alone: looks written into it, and a ground under it. */
export function standAlone(svg: SVGSVGElement, ground: string): string {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) {
    return '';
  }
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const copies = copy.querySelectorAll<SVGElement>('*');
  svg.querySelectorAll('*').forEach((element, at) => {
    const style = getComputedStyle(element);
    const told = looks.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
    copies[at]?.setAttribute('style', told);
  });
  const under = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  under.setAttribute('width', '100%');
  under.setAttribute('height', '100%');
  under.setAttribute('fill', ground);
  copy.prepend(under);
  return new XMLSerializer().serializeToString(copy);
}

/** Twice as large, for screens and slides that are. */
const SCALE = 2;

/** The drawing as PNG. */
export async function toPng(svg: SVGSVGElement, ground: string): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standAlone(svg, ground))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error('This browser draws no pictures');
  }
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('This browser makes no PNG'))), 'image/png')
  );
}
