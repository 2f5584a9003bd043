import React from 'react';
import { Route, Routes } from 'react-router-dom';
import { PluginPage } from '@grafana/runtime';

export const App = () => (
  <Routes>
    <Route path="*" element={<PluginPage>Hello from Tocsin.</PluginPage>} />
  </Routes>
);
