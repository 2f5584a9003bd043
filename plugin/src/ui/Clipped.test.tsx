import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { Clipped } from './Clipped';

const words = 'Webhook (everyone), Email (everyone) and Slack (everyone) are told again at 16:35';

/** jsdom has no layout: what is as wide as this is cut in a cell of 100. */
function show(width: number) {
  jest.spyOn(HTMLElement.prototype, 'scrollWidth', 'get').mockReturnValue(width);
  jest.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(100);
  render(
    <div role="row" tabIndex={-1}>
      <a href="#open">INC-1</a>
      <Clipped text={words} />
    </div>
  );
}

afterEach(() => jest.restoreAllMocks());

test('what is cut is shown whole while the keyboard is on its row, and Escape takes it away', async () => {
  show(400);
  act(() => screen.getByRole('link').focus());
  expect(screen.getByRole('tooltip')).toHaveTextContent(words);
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('tooltip')).toBeNull();
});

test('what is cut is shown whole under the pointer, as long as it is there', async () => {
  show(400);
  await userEvent.hover(screen.getByText(words));
  expect(screen.getByRole('tooltip')).toBeVisible();
  await userEvent.unhover(screen.getAllByText(words)[0]!);
  expect(screen.queryByRole('tooltip')).toBeNull();
});

test('what fits needs no second showing', () => {
  show(80);
  act(() => screen.getByRole('link').focus());
  expect(screen.queryByRole('tooltip')).toBeNull();
});
