import { createClient } from '@tocsin/api';
import { carry } from './carry';

export const client = createClient(carry);
