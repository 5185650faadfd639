import { mount } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { pictureFor } from '../testing/index.ts';
import IncidentPicture from './IncidentPicture.vue';
import type { Picture } from './pictures.ts';

afterEach(() => void vi.unstubAllGlobals());

const picture: Picture = {
  ...{ key: 'agent', source: 'agent', state: 'taken', incidentId: 'i1', note: null },
  evidence: pictureFor('e1'),
};

it('is fetched by its address once it is in sight, and once more where it could not be had', async () => {
  let tell = (): void => {};
  class Sight {
    constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
      tell = () => told([{ isIntersecting: true }]);
    }
    observe(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal('IntersectionObserver', Sight);
  const place = mount(IncidentPicture, { props: { picture, label: 'No face', timeZone: 'UTC' } });
  const image = () => place.find('img');
  expect(image().exists()).toBe(false);
  tell();
  await nextTick();
  expect(image().attributes('src')).toContain('i1');
  await image().trigger('error');
  expect(place.text()).toContain('The picture could not be loaded.');
  await place.get('button').trigger('click');
  expect(image().exists()).toBe(true);
  place.unmount();
});
