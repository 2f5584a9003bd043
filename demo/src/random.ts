export const between = (least: number, most: number): number => least + Math.random() * (most - least);
